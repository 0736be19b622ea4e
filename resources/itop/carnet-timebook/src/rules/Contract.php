<?php

namespace Carnet\TimeBook\Rules;

/** What the rules know of a customer contract. Days are ISO texts, '' for unbounded. */
final class Contract
{
	public function __construct(
		public readonly int $iId,
		public readonly int $iOrg,
		public readonly string $sStart = '',
		public readonly string $sEnd = '',
		public readonly string $sStatus = 'production',
		public readonly int $iRank = 0,
		public readonly CountingRule $oRule = new CountingRule(),
		public readonly string $sOverrun = 'allow',
		public readonly string $sClosedUntil = '',
	) {
	}

	/** Empty dates are unbounded; only "implementation" is excluded (protocol section 3). */
	public function IsValidOn(string $sDay): bool
	{
		return $this->sStatus !== 'implementation'
			&& ($this->sStart === '' || $this->sStart <= $sDay)
			&& ($this->sEnd === '' || $sDay <= $this->sEnd);
	}

	public function Blocks(): bool
	{
		return $this->sOverrun === 'block';
	}
}
