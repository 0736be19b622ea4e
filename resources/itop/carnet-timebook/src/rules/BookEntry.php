<?php

namespace Carnet\TimeBook\Rules;

/** An entry in the book. A reversal names what it reverses and has the opposite seconds: the pair draws nothing, both stand in the ledger. */
final class BookEntry
{
	public function __construct(
		public readonly string $sUid,
		public readonly string $sDay,
		public readonly int $iStartedAt,
		public readonly int $iSeconds,
		public readonly string $sReverses = '',
	) {
	}
}
