<?php

namespace Carnet\TimeBook\Console;

use DBObjectSearch;
use DBObjectSet;

/** Activities that can be chosen now, in their order. */
final class Activities
{
	/** @return array<array{id: int, name: string}> */
	public static function Active(): array
	{
		$oSet = new DBObjectSet(DBObjectSearch::FromOQL("SELECT ContractTimeActivity WHERE status = 'active'"), ['rank' => true, 'name' => true]);
		$aFound = [];
		while ($oActivity = $oSet->Fetch()) {
			$aFound[] = ['id' => (int)$oActivity->GetKey(), 'name' => (string)$oActivity->Get('name')];
		}

		return $aFound;
	}
}
