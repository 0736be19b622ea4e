<?php

namespace Carnet\TimeBook\Rules;

/** Alert levels of a contract: "80;95;5h" is 80 % and 95 % consumed, and 5 hours left. */
final class AlertLevels
{
	/** @return array<string>|null the levels, or null where the text is not understood */
	public static function Parsed(string $sLevels): ?array
	{
		$aLevels = [];
		foreach (preg_split('/[;,\s]+/', strtolower($sLevels), -1, PREG_SPLIT_NO_EMPTY) as $sLevel) {
			if (!preg_match('/^\d{1,5}(%|h)?$/D', $sLevel)) {
				return null;
			}
			$aLevels[] = rtrim($sLevel, '%');
		}

		return array_values(array_unique($aLevels));
	}

	/** @return array<string> the levels that the indicators have reached */
	public static function Reached(string $sLevels, Indicators $oIndicators): array
	{
		return array_values(array_filter(
			self::Parsed($sLevels) ?? [],
			fn (string $sLevel) => str_ends_with($sLevel, 'h')
				? $oIndicators->iProvisioned > 0 && $oIndicators->iBalance <= (int)$sLevel * 3600
				: $oIndicators->iPercent !== null && $oIndicators->iPercent >= (int)$sLevel
		));
	}
}
