<?php

namespace Carnet\TimeBook\Console;

/** A duration as an agent types it: "45" is minutes; "1:30", "1h30", "1 h 30", "90 min" and "1,5 h" say their unit. */
class Duration
{
	/** Also the pattern of the attribute, for the browser: no flags, no named groups. */
	public const PATTERN = '^\s*(([0-9]{1,4})\s*([mM]([iI][nN])?)?|([0-9]{1,3})\s*[hH:]\s*(([0-5]?[0-9])\s*([mM]([iI][nN])?)?)?|([0-9]{1,3})[.,]([0-9]{1,2})\s*[hH])?\s*$';

	/** @return int|null seconds; null where the text is not understood; 0 for none */
	public static function Seconds(string $sText): ?int
	{
		$sText = trim($sText);
		if ($sText === '') {
			return 0;
		}
		if (!preg_match('/'.self::PATTERN.'/D', $sText, $aParts)) {
			return null;
		}
		if (($aParts[10] ?? '') !== '') {
			return (int)round((float)"$aParts[10].$aParts[11]" * 3600);
		}
		if (($aParts[5] ?? '') !== '') {
			return (int)$aParts[5] * 3600 + (int)($aParts[7] ?? 0) * 60;
		}

		return (int)$aParts[2] * 60;
	}
}
