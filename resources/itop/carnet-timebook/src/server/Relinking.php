<?php

namespace Carnet\TimeBook;

use DBSearch;
use Exception;
use MetaModel;

/** Links of all open tickets, scope by scope rather than ticket by ticket: what was too much for a save, and what time changed. */
final class Relinking
{
	/** @return iterable<array{int, int, array<int, int>, array<Rules\Contract>}> tickets whose contract is another one now */
	public static function Changes(): iterable
	{
		$aScoped = self::Matches();
		$sToday = Zone::Day(time());
		$sTable = Sql::Table('Ticket');
		$aTickets = Sql::Rows("SELECT id, org_id, time_contract_id FROM $sTable WHERE operational_status = 'ongoing'
			AND (time_contract_by = 'rule' OR time_contract_by IS NULL)");
		foreach ($aTickets as $aTicket) {
			$aDistances = Contracts::Distances((int)$aTicket['org_id']);
			$aMatches = $aScoped[(int)$aTicket['id']] ?? [];
			$iFound = (Rules\Choice::Candidates($sToday, $aDistances, $aMatches)[0] ?? null)?->iId ?? 0;
			if ($iFound !== (int)$aTicket['time_contract_id']) {
				yield [(int)$aTicket['id'], (int)$aTicket['time_contract_id'], $aDistances, $aMatches];
			}
		}
	}

	public static function Apply(array $aChange): void
	{
		[$iTicket, $iStored, $aDistances, $aMatches] = $aChange;
		Linking::Link($iTicket, $iStored, Zone::Day(time()), $aDistances, $aMatches);
	}

	/** @return array<int, array<Rules\Contract>> contracts whose scope matches, by ticket */
	private static function Matches(): array
	{
		$aFound = [];
		foreach (Contracts::AllScoped() as [$oContract, $sScope]) {
			foreach (self::OpenTickets($sScope) as $iTicket) {
				$aFound[$iTicket][] = $oContract;
			}
		}

		return $aFound;
	}

	/** @return array<int> */
	private static function OpenTickets(string $sScope): array
	{
		try {
			$oSearch = DBSearch::FromOQL($sScope);
			if (!MetaModel::IsParentClass('Ticket', $oSearch->GetClass())) {
				return [];
			}
			$oSearch->AllowAllData();
			$oSearch->AddCondition('operational_status', 'ongoing', '=');

			return Sql::Ids($oSearch);
		} catch (Exception) {
			return [];
		}
	}
}
