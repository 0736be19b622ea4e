<?php

namespace Carnet\TimeBook;

use Carnet\TimeBook\Rules\Contract;
use Carnet\TimeBook\Rules\Counting;
use Carnet\TimeBook\Rules\CountingRule;
use DBObject;
use MetaModel;

/** What work counts under a contract, and whether its balance takes it. To be asked under the contract's lock. */
final class Counted
{
	/** Seconds by the contract's rule. @param int $iFactor percent, 0 for what is not counted */
	public static function ByRule(string $sUid, int $iTicket, int $iAgent, int $iStartedAt, int $iWorked, int $iFactor, ?Contract $oContract): int
	{
		$oRule = $oContract?->oRule ?? new CountingRule();
		if (!$oRule->IsPerDay()) {
			return Counting::Entry($iWorked, $oRule, $iFactor);
		}
		$aEarlier = Entries::SameDay($iTicket, $iAgent, $oContract->iId, $iStartedAt, $sUid);

		return Counting::TicketDay($iWorked, $iFactor, $aEarlier, $oRule);
	}

	/** Work already done is never refused: beyond the balance of a contract that blocks, it is held. */
	public static function IsBeyond(?Contract $oContract, int $iCounted): bool
	{
		return $oContract !== null && $oContract->Blocks() && $iCounted > 0
			&& $iCounted > ContractBook::Read($oContract->iId)->Indicators()->iBalance;
	}

	/** Columns of a stored entry under another contract: what a person set stays, the rest is counted by rule. */
	public static function For(DBObject $oEntry, Contract $oContract): array
	{
		$iByPerson = $oEntry->Get('counted_by') === 'person' ? (int)$oEntry->Get('counted_seconds') : null;
		$iCounted = $iByPerson ?? self::OfStored($oEntry, $oContract);
		$bHeld = self::IsBeyond($oContract, $iCounted);

		return self::Columns($bHeld ? 0 : $iCounted) + ['state' => $bHeld ? 'held' : 'counted', 'held_seconds' => $bHeld ? $iByPerson : null];
	}

	/** What a held entry will count unless a manager says otherwise: what its agent set, which is kept beside the 0, else by rule. */
	public static function OfHeld(DBObject $oEntry): int
	{
		$iByPerson = self::HeldByPerson($oEntry);

		return $iByPerson ?? self::OfStored($oEntry, Contracts::Find((int)$oEntry->Get('contract_id')));
	}

	public static function HeldByPerson(DBObject $oEntry): ?int
	{
		$iSeconds = $oEntry->Get('held_seconds');

		return $oEntry->Get('counted_by') === 'person' && $iSeconds !== null ? (int)$iSeconds : null;
	}

	/** Seconds of a stored entry by a contract's rule. */
	public static function OfStored(DBObject $oEntry, ?Contract $oContract): int
	{
		return self::ByRule(
			(string)$oEntry->Get('uid'),
			(int)$oEntry->Get('ticket_id'),
			(int)$oEntry->Get('agent_id'),
			(int)$oEntry->Get('started_at'),
			(int)$oEntry->Get('worked_seconds'),
			self::Factor((int)$oEntry->Get('activity_id'), (int)$oEntry->Get('factor_percent')),
			$oContract
		);
	}

	/** @return array{counted_seconds: int, counted_text: string} */
	public static function Columns(int $iCounted): array
	{
		return ['counted_seconds' => $iCounted, 'counted_text' => Hours::Clock($iCounted)];
	}

	private static function Factor(int $iActivity, int $iFactor): int
	{
		$oActivity = $iActivity > 0 ? MetaModel::GetObject('ContractTimeActivity', $iActivity, false, true) : null;

		return $oActivity !== null && $oActivity->Get('counted') === 'no' ? Counting::NOT_COUNTED : $iFactor;
	}
}
