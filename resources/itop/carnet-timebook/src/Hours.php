<?php

namespace Carnet\TimeBook;

use Dict;

/** Durations as people read them, "15h 15m" or "15 h 15" by the reader's language; never days. */
class Hours
{
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
}
