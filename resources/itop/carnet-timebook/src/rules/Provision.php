<?php

namespace Carnet\TimeBook\Rules;

/** Time credited to a contract. Days are ISO texts, '' for unbounded. */
final class Provision
{
	public const EXPIRY = 'expiry';
	public const CORRECTION = 'correction';
	public const RECURRING = 'recurring';

	public function __construct(
		public readonly string $sUid,
		public readonly string $sDay,
		public readonly int $iSeconds,
		public readonly string $sKind = 'initial',
		public readonly string $sFrom = '',
		public readonly string $sUntil = '',
	) {
	}

	/** Provisions of one validity are drawn together. */
	public function Period(): string
	{
		return "$this->sFrom/$this->sUntil";
	}
}
