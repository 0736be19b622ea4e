<?php

namespace Carnet\TimeBook;

use Carnet\TimeBook\Rules\AlertLevels;
use Carnet\TimeBook\Rules\Indicators;
use DBObjectSearch;
use MetaModel;

/**
 * The stored sums of contracts and tickets, recomputed from the rows in the transaction that changed them.
 *
 * Written by update queries: an object's save would write twice, fire triggers and ask for rights that an agent does not have.
 */
final class Sums
{
	/** Recomputes a contract's sums under its lock. Alert levels reached for the first time are added to the list of alerts. */
	public static function OfContract(int $iContract, bool $bRearm, array &$aAlerts): Indicators
	{
		$oBook = ContractBook::Read($iContract);
		$oBook->WriteExpiries();
		$oIndicators = $oBook->Indicators();
		$oContract = MetaModel::GetObject('CustomerContract', $iContract, true, true);
		$aReached = AlertLevels::Reached((string)$oContract->Get('time_alert_levels'), $oIndicators);
		$aFired = AlertLevels::Parsed((string)$oContract->Get('time_alerts_fired')) ?? [];
		foreach (array_diff($aReached, $aFired) as $sLevel) {
			$aAlerts[] = [$iContract, $sLevel];
		}
		$aKept = $bRearm ? array_intersect($aFired, $aReached) : $aFired;
		self::Update('CustomerContract', $iContract, [
			'time_provisioned' => $oIndicators->iProvisioned,
			'time_consumed' => $oIndicators->iConsumed,
			'time_balance' => $oIndicators->iBalance,
			'time_consumed_percent' => $oIndicators->iPercent,
			'time_provisioned_text' => Hours::Clock($oIndicators->iProvisioned),
			'time_consumed_text' => Hours::Clock($oIndicators->iConsumed),
			'time_balance_text' => Hours::Clock($oIndicators->iBalance),
			'time_alerts_fired' => implode(';', array_unique([...$aKept, ...$aReached])),
		]);

		return $oIndicators;
	}

	/** Recomputes what was counted on a ticket, reversals included. */
	public static function OfTicket(int $iTicket): void
	{
		$sEntries = Sql::Table('ContractTimeEntry');
		$aRow = Sql::Row("SELECT SUM(counted_seconds) AS counted FROM $sEntries WHERE ticket_id = $iTicket");
		self::Update('Ticket', $iTicket, ['time_counted' => (int)$aRow['counted']]);
	}

	/** Writes attributes of one object without saving it, and notes the change. */
	public static function Update(string $sClass, int $iId, array $aValues): void
	{
		$oSearch = DBObjectSearch::FromOQL("SELECT $sClass WHERE id = :id", ['id' => $iId]);
		$oSearch->AllowAllData();
		Sql::Do($oSearch->MakeUpdateQuery($aValues));
		Journal::Note(MetaModel::GetFinalClassName($sClass, $iId), $iId);
	}
}
