<?php

namespace Carnet\TimeBook;

/** Contracts whose stored sums are not those of their rows, or that have something to expire. Looked for without a lock, mended under it. */
final class Reconciling
{
	/** @return iterable<int> */
	public static function Contracts(): iterable
	{
		$sContracts = Sql::Table('CustomerContract');
		$sToday = Zone::Day(time());
		foreach (Sql::Rows("SELECT id, time_provisioned, time_consumed, time_balance FROM $sContracts") as $aStored) {
			$oBook = ContractBook::Read((int)$aStored['id'])->Book();
			$oFound = $oBook->Indicators();
			$bSame = [(int)$aStored['time_provisioned'], (int)$aStored['time_consumed'], (int)$aStored['time_balance']]
				=== [$oFound->iProvisioned, $oFound->iConsumed, $oFound->iBalance];
			if (!$bSame || $oBook->ExpiriesDue($sToday) !== []) {
				yield (int)$aStored['id'];
			}
		}
	}

	public static function Sum(int $iContract): void
	{
		Session::Run([$iContract], [], [], fn (Session $oSession) => $oSession->TouchContract($iContract));
	}
}
