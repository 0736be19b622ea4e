<?php

namespace Carnet\TimeBook\Console;

use Carnet\TimeBook\Hours;
use Carnet\TimeBook\Sql;
use Dict;

/** What an agent has already entered for the same minutes: told, never refused, since two tickets may well be worked on at once. */
final class Overlap
{
	/** Longest work that is looked back for: an entry has at most that. */
	private const LONGEST = 31 * 86400;

	/** @return array<array{ref: string, from: int, to: int}> entries that stand and share minutes with the interval */
	public static function With(int $iAgent, int $iFrom, int $iTo): array
	{
		$sEntries = Sql::Table('ContractTimeEntry');
		$sTickets = Sql::Table('Ticket');
		$iEarliest = $iFrom - self::LONGEST;
		$aRows = Sql::Rows("SELECT t.ref, e.started_at, e.ended_at FROM $sEntries e JOIN $sTickets t ON t.id = e.ticket_id
			WHERE e.agent_id = $iAgent AND e.started_at > $iEarliest AND e.started_at < $iTo AND e.ended_at > $iFrom
			AND e.state IN ('counted', 'held') ORDER BY e.started_at");

		return array_map(fn (array $aRow) => ['ref' => $aRow['ref'], 'from' => (int)$aRow['started_at'], 'to' => (int)$aRow['ended_at']], $aRows);
	}

	/** @param array<array{ref: string, from: int, to: int}> $aOverlaps */
	public static function Sentence(array $aOverlaps): string
	{
		if ($aOverlaps === []) {
			return '';
		}
		$aNamed = array_map(fn (array $aOne) => $aOne['ref'].' '.date('H:i', $aOne['from']).'–'.date('H:i', $aOne['to']), array_slice($aOverlaps, 0, 3));
		$sMore = count($aOverlaps) > 3 ? '…' : '';

		return Dict::Format('TimeBook:Overlap', implode(', ', $aNamed).$sMore);
	}

	/** What an agent has worked today so far, in a sentence for the form; '' for nothing. */
	public static function Today(int $iAgent): string
	{
		$sEntries = Sql::Table('ContractTimeEntry');
		$iMidnight = strtotime('today');
		$aRow = Sql::Row("SELECT SUM(worked_seconds) AS worked, COUNT(DISTINCT ticket_id) AS tickets, MAX(ended_at) AS last
			FROM $sEntries WHERE agent_id = $iAgent AND started_at >= $iMidnight AND state IN ('counted', 'held')");

		if ((int)$aRow['worked'] === 0) {
			return '';
		}
		$sWords = (int)$aRow['tickets'] === 1 ? 'TimeBook:Overlap:Today:One' : 'TimeBook:Overlap:Today';

		return Dict::Format($sWords, Hours::Text((int)$aRow['worked']), (int)$aRow['tickets'], date('H:i', (int)$aRow['last']));
	}
}
