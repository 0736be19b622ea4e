<?php

namespace Carnet\TimeBook\Rules;

/** How a contract turns worked into counted time. Rounding and minimum in minutes, 0 = off. */
final class CountingRule
{
	public function __construct(
		public readonly int $iRounding = 0,
		public readonly int $iMinimum = 0,
		public readonly string $sMode = 'up',
		public readonly string $sPer = 'entry',
	) {
	}

	public function IsPerDay(): bool
	{
		return $this->sPer === 'ticket_day';
	}
}
