<?php

namespace Carnet\TimeBook\Portal;

use Carnet\TimeBook\Hours;
use CustomerContract;
use Dict;

/** A contract's rule in a sentence. */
final class Rule
{
	public static function Sentence(CustomerContract $oContract): string
	{
		return implode(' ', array_filter([self::Counting($oContract), self::Minimum($oContract), self::Recurrence($oContract), self::Overrun($oContract)]));
	}

	private static function Counting(CustomerContract $oContract): string
	{
		$iRounding = (int)$oContract->Get('time_rounding');

		return $iRounding === 0
			? Dict::S('TimeBook:Rule:Exact')
			: Dict::Format("TimeBook:Rule:{$oContract->Get('time_rounding_per')}:{$oContract->Get('time_rounding_mode')}", Hours::Text($iRounding * 60));
	}

	private static function Minimum(CustomerContract $oContract): string
	{
		$iMinimum = (int)$oContract->Get('time_minimum');

		return $iMinimum === 0 ? '' : Dict::Format("TimeBook:Rule:Minimum:{$oContract->Get('time_rounding_per')}", Hours::Text($iMinimum * 60));
	}

	private static function Recurrence(CustomerContract $oContract): string
	{
		$sEvery = (string)$oContract->Get('time_recurrence');

		return $sEvery === 'none'
			? ''
			: Dict::Format("TimeBook:Rule:Every:$sEvery", Hours::Text((int)$oContract->Get('time_recurrence_seconds')))
				.' '.Dict::S("TimeBook:Rule:Carry:{$oContract->Get('time_carry')}");
	}

	private static function Overrun(CustomerContract $oContract): string
	{
		return $oContract->Get('time_overrun') === 'block' ? Dict::S('TimeBook:Rule:Held') : '';
	}
}
