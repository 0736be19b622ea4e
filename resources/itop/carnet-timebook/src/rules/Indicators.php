<?php

namespace Carnet\TimeBook\Rules;

/** The four indicators over open provisions, in seconds; no percent where nothing is provisioned. */
final class Indicators
{
	/** iTop's integer columns are signed 32-bit. */
	public const LARGEST_SUM = 2000000000;

	public function __construct(
		public readonly int $iProvisioned,
		public readonly int $iConsumed,
		public readonly int $iBalance,
		public readonly ?int $iPercent,
		public readonly bool $bClamped,
	) {
	}

	public static function Of(int $iProvisioned, int $iConsumed): self
	{
		$iBalance = $iProvisioned - $iConsumed;
		$iPercent = $iProvisioned > 0 ? (int)floor(100 * $iConsumed / $iProvisioned) : null;
		$bClamped = max(abs($iProvisioned), abs($iConsumed), abs($iBalance)) > self::LARGEST_SUM;

		return new self(self::Clamped($iProvisioned), self::Clamped($iConsumed), self::Clamped($iBalance), $iPercent, $bClamped);
	}

	/** As carnet/push answers them. @return array{provisioned: int, consumed: int, balance: int, percent: ?int} */
	public function AsArray(): array
	{
		return ['provisioned' => $this->iProvisioned, 'consumed' => $this->iConsumed, 'balance' => $this->iBalance, 'percent' => $this->iPercent];
	}

	private static function Clamped(int $iSeconds): int
	{
		return max(-self::LARGEST_SUM, min(self::LARGEST_SUM, $iSeconds));
	}
}
