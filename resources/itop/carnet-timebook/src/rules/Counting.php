<?php

namespace Carnet\TimeBook\Rules;

/** Worked time into counted time (protocol section 3, "Counting"): whole seconds, integer arithmetic only. */
final class Counting
{
	/** Factor of what is not counted. */
	public const NOT_COUNTED = 0;

	/** Counted seconds of work on its own. @param int $iFactor percent, 0 for an activity that is not counted */
	public static function Entry(int $iWorked, CountingRule $oRule, int $iFactor = 100): int
	{
		return self::Rounded($iWorked * $iFactor, $oRule);
	}

	/**
	 * Counted seconds where the rule rounds an agent's sum per ticket and day: the difference to what was already counted, so that the
	 * order in which entries arrive does not change the day's sum.
	 *
	 * @param array<array{worked: int, factor: int, counted: int}> $aEarlier other work of that day counted by rule
	 */
	public static function TicketDay(int $iWorked, int $iFactor, array $aEarlier, CountingRule $oRule): int
	{
		$iWeighted = $iWorked * $iFactor;
		if ($iWeighted <= 0) {
			return 0;
		}
		$iCounted = 0;
		foreach ($aEarlier as $aWork) {
			$iWeighted += $aWork['worked'] * $aWork['factor'];
			$iCounted += $aWork['counted'];
		}

		return self::Rounded($iWeighted, $oRule) - $iCounted;
	}

	/** Hundredths of seconds to counted seconds, minimum included; nothing worked counts nothing. */
	private static function Rounded(int $iWeighted, CountingRule $oRule): int
	{
		if ($iWeighted <= 0) {
			return 0;
		}
		$iStep = $oRule->iRounding * 6000;
		if ($iStep === 0) {
			$iSeconds = intdiv($iWeighted + 50, 100);
		} else {
			$iSteps = match ($oRule->sMode) {
				'down' => intdiv($iWeighted, $iStep),
				'nearest' => intdiv(2 * $iWeighted + $iStep, 2 * $iStep),
				default => intdiv($iWeighted + $iStep - 1, $iStep),
			};
			$iSeconds = intdiv($iSteps * $iStep, 100);
		}

		return max($oRule->iMinimum * 60, $iSeconds);
	}
}
