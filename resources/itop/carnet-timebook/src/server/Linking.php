<?php

namespace Carnet\TimeBook;

use Carnet\TimeBook\Rules\Choice;
use DBObject;

/**
 * The contract that a ticket points at: by rule, unless a person chose it (protocol section 3).
 *
 * Written by update queries after the ticket is saved: an OQL cannot match a row that is not there yet, and a Set there would save
 * twice, fire triggers and change the date of the last update.
 */
final class Linking
{
	/** Attributes of the ticket that are ours: a change of these alone links nothing anew. */
	public const OURS = ['time_contract_id', 'time_contract_by', 'time_counted'];
	/** Scopes evaluated while a person waits; above, the cron does it. */
	private const AT_ONCE = 40;

	/** @param array<string> $aChanged codes of the attributes that the save changed */
	public static function AfterSave(DBObject $oTicket, bool $bNew, array $aChanged): void
	{
		if (!$bNew && array_diff($aChanged, self::OURS) === []) {
			return;
		}
		$aDistances = Contracts::Distances((int)$oTicket->Get('org_id'));
		$sToday = Zone::Day(time());
		$aScoped = array_filter(Contracts::Scoped(array_keys($aDistances)), fn (array $aOne) => $aOne[0]->IsValidOn($sToday));
		if (count($aScoped) > self::AT_ONCE || self::IsChosen($oTicket, $aDistances)) {
			return;
		}
		$iTicket = (int)$oTicket->GetKey();
		$aMatches = array_filter($aScoped, fn (array $aOne) => Contracts::ScopeMatches($aOne[1], $iTicket));
		self::Link($iTicket, (int)$oTicket->Get('time_contract_id'), $sToday, $aDistances, array_column($aMatches, 0));
	}

	/**
	 * Points a ticket at the best of the contracts whose scope matches it.
	 *
	 * @param array<int, int> $aDistances
	 * @param array<Rules\Contract> $aMatches
	 */
	public static function Link(int $iTicket, int $iStored, string $sToday, array $aDistances, array $aMatches): void
	{
		$iFound = (Choice::Candidates($sToday, $aDistances, $aMatches)[0] ?? null)?->iId ?? 0;
		if ($iFound !== $iStored) {
			Sums::Update('Ticket', $iTicket, ['time_contract_id' => $iFound, 'time_contract_by' => 'rule']);
		}
	}

	/** A person's choice stays, as long as it is the customer's. @param array<int, int> $aDistances */
	private static function IsChosen(DBObject $oTicket, array $aDistances): bool
	{
		if ($oTicket->Get('time_contract_by') !== 'person') {
			return false;
		}
		$oChosen = Contracts::Find((int)$oTicket->Get('time_contract_id'));

		return $oChosen !== null && isset($aDistances[$oChosen->iOrg]);
	}
}
