<?php

namespace Carnet\TimeBook;

use Exception;

/** A row that is refused for a reason of the protocol's closed list. */
final class Refusal extends Exception
{
	public const TICKET_GONE = 'ticket_gone';
	public const CONTRACT_GONE = 'contract_gone';
	public const CONTRACT_NOT_VALID = 'contract_not_valid';
	public const NOT_YOURS = 'not_yours';
	public const ALREADY_REVERSED = 'already_reversed';
	public const CLOCK = 'clock';
	public const BAD_VALUE = 'bad_value';
	public const RIGHT_MISSING = 'right_missing';
	public const READ_ONLY = 'read_only';

	public function __construct(public readonly string $sReason)
	{
		parent::__construct($sReason);
	}
}
