<?php

namespace Carnet\TimeBook;

use Carnet\TimeBook\Rules\Choice;
use Carnet\TimeBook\Rules\Contract;

/** What the time book needs of a ticket, read whatever the caller may see: rights are asked apart. */
final class Ticket
{
	private function __construct(
		public readonly int $iId,
		public readonly string $sClass,
		public readonly int $iOrg,
		public readonly string $sTitle,
		public readonly int $iContract,
	) {
	}

	public static function Find(int $iId): ?self
	{
		$sTable = Sql::Table('Ticket');
		$aRow = Sql::Row("SELECT finalclass, org_id, title, time_contract_id FROM $sTable WHERE id = $iId");

		return $aRow === null
			? null
			: new self($iId, $aRow['finalclass'], (int)$aRow['org_id'], (string)$aRow['title'], (int)$aRow['time_contract_id']);
	}

	/** The contract for work on a day (protocol section 3). */
	public function Choose(string $sDay, ?Contract $oChosen): Choice
	{
		$aDistances = Contracts::Distances($this->iOrg);

		return Choice::Of($sDay, $oChosen, Contracts::Find($this->iContract), $aDistances, fn () => $this->ScopedContracts($sDay, $aDistances));
	}

	/** @param array<int, int> $aDistances @return array<Contract> those valid on the day whose scope matches */
	private function ScopedContracts(string $sDay, array $aDistances): array
	{
		$aFound = [];
		foreach (Contracts::Scoped(array_keys($aDistances)) as [$oContract, $sScope]) {
			if ($oContract->IsValidOn($sDay) && Contracts::ScopeMatches($sScope, $this->iId)) {
				$aFound[] = $oContract;
			}
		}

		return $aFound;
	}
}
