<?php

namespace Carnet\TimeBook\Rules;

use DateTimeImmutable;

/**
 * The periods of recurring provisions. They follow the contract's anniversaries, the calendar where it has no start.
 */
final class Recurrence
{
	private const MONTHS = ['month' => 1, 'quarter' => 3, 'year' => 12];
	private const CALENDAR = '2000-01-01';

	/**
	 * Periods whose provision is due: those begun by today after the last one written; only the current one where none was.
	 *
	 * @return array<array{from: string, until: string}> ISO days, both included
	 */
	public static function Due(string $sKind, string $sStart, string $sEnd, string $sLast, string $sToday): array
	{
		$iMonths = self::MONTHS[$sKind] ?? 0;
		$sAnchor = $sStart ?: self::CALENDAR;
		if ($iMonths === 0 || $sToday < $sAnchor) {
			return [];
		}
		$aDue = [];
		$iCurrent = self::NumberOn($sAnchor, $iMonths, $sToday);
		$iNumber = $sLast === '' ? $iCurrent : self::NumberOn($sAnchor, $iMonths, max($sLast, $sAnchor)) + 1;
		for (; $iNumber <= $iCurrent; $iNumber++) {
			$sFrom = self::StartOf($sAnchor, $iMonths * $iNumber);
			if ($sEnd === '' || $sFrom <= $sEnd) {
				$sUntil = (new DateTimeImmutable(self::StartOf($sAnchor, $iMonths * ($iNumber + 1))))->modify('-1 day')->format('Y-m-d');
				$aDue[] = ['from' => $sFrom, 'until' => $sEnd === '' ? $sUntil : min($sUntil, $sEnd)];
			}
		}

		return $aDue;
	}

	/** The number, from 0, of the period that a day belongs to. */
	private static function NumberOn(string $sAnchor, int $iMonths, string $sDay): int
	{
		[$iYear, $iMonth] = array_map('intval', explode('-', $sAnchor));
		[$iDayYear, $iDayMonth] = array_map('intval', explode('-', $sDay));
		$iNumber = intdiv(($iDayYear - $iYear) * 12 + $iDayMonth - $iMonth, $iMonths);

		return self::StartOf($sAnchor, $iMonths * $iNumber) <= $sDay ? $iNumber : $iNumber - 1;
	}

	/** The anchor so many months later; the 31st becomes the last day of a shorter month. */
	private static function StartOf(string $sAnchor, int $iMonths): string
	{
		[$iYear, $iMonth, $iDay] = array_map('intval', explode('-', $sAnchor));
		$iIndex = $iYear * 12 + $iMonth - 1 + $iMonths;
		$oFirst = (new DateTimeImmutable())->setDate(intdiv($iIndex, 12), $iIndex % 12 + 1, 1);

		return $oFirst->format('Y-m-').sprintf('%02d', min($iDay, (int)$oFirst->format('t')));
	}
}
