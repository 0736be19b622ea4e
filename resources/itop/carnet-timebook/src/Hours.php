<?php

namespace Carnet\TimeBook;

use Dict;

/** Durations as people read them; never days. */
class Hours
{
	/** By the reader's language: "15h 15m" or "15 h 15". Never stored: the next reader may speak another one. */
	public static function Text(int $iSeconds): string
	{
		$sSign = $iSeconds < 0 ? '−' : '';
		$iSeconds = abs($iSeconds);
		if ($iSeconds > 0 && $iSeconds < 60) {
			return $sSign.Dict::Format('TimeBook:Seconds', $iSeconds);
		}
		$iHours = intdiv($iSeconds, 3600);
		$iMinutes = intdiv($iSeconds % 3600, 60);
		if ($iHours === 0) {
			return $sSign.Dict::Format('TimeBook:Minutes', $iMinutes);
		}

		return $sSign.($iMinutes === 0 ? Dict::Format('TimeBook:Hours', $iHours) : Dict::Format('TimeBook:HoursMinutes', $iHours, $iMinutes));
	}

	/** In no language, "15:15": what is stored for forms of the portal and for mails. */
	public static function Clock(int $iSeconds): string
	{
		return sprintf('%s%d:%02d', $iSeconds <= -60 ? '-' : '', intdiv(abs($iSeconds), 3600), intdiv(abs($iSeconds) % 3600, 60));
	}

	/** The same, of a column, in SQL. */
	public static function ClockSql(string $sColumn): string
	{
		return "CONCAT(IF($sColumn <= -60, '-', ''), ABS($sColumn) DIV 3600, ':', LPAD(ABS($sColumn) DIV 60 % 60, 2, '0'))";
	}
}
