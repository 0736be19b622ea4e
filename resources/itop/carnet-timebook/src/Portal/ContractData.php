<?php

namespace Carnet\TimeBook\Portal;

use Carnet\TimeBook\Sql;
use CustomerContract;
use MetaModel;

/**
 * A contract's counted work as the viewer may know it: requests he may open, each with its entries, and one sum for all others.
 *
 * A correction is a reversal and a replacement, shown as one thing: only what stands is here, and held work is not counted.
 */
final class ContractData
{
	/** @var array<int, array{id: int, class: string, ref: string, title: string, counted: int, worked: int, entries: array}> */
	public readonly array $aTickets;
	public readonly int $iOthersCounted;
	public readonly int $iOthersWorked;
	public readonly int $iOtherTickets;

	private function __construct(array $aTickets, array $aOthers)
	{
		$this->aTickets = $aTickets;
		$this->iOthersCounted = array_sum(array_column($aOthers, 'counted'));
		$this->iOthersWorked = array_sum(array_column($aOthers, 'worked'));
		$this->iOtherTickets = count($aOthers);
	}

	/** @param int $iEntries at most so many entries, latest first; sums are always of all */
	public static function Of(CustomerContract $oContract, int $iEntries = PHP_INT_MAX): self
	{
		$aTickets = self::Tickets((int)$oContract->GetKey());
		$aVisible = (new TicketScopes())->Visible(array_column($aTickets, 'class', 'id'));
		$aShown = array_intersect_key($aTickets, $aVisible);
		foreach (self::Entries((int)$oContract->GetKey(), array_keys($aShown), $iEntries) as $aEntry) {
			$aShown[(int)$aEntry['ticket_id']]['entries'][] = $aEntry;
		}

		return new self($aShown, array_diff_key($aTickets, $aVisible));
	}

	public static function ShowsWorked(): bool
	{
		return (bool)MetaModel::GetModuleSetting('carnet-timebook', 'portal_worked_time', false);
	}

	/** Latest work first. */
	private static function Tickets(int $iContract): array
	{
		$aRows = Sql::Rows('SELECT t.id, t.finalclass AS class, t.ref, t.title, SUM(e.counted_seconds) AS counted, SUM(e.worked_seconds) AS worked
			FROM '.Sql::Table('ContractTimeEntry').' e JOIN '.Sql::Table('Ticket')." t ON t.id = e.ticket_id
			WHERE e.contract_id = $iContract AND e.state = 'counted' GROUP BY t.id, t.finalclass, t.ref, t.title ORDER BY MAX(e.started_at) DESC");
		$aTickets = [];
		foreach ($aRows as $aRow) {
			$iId = (int)$aRow['id'];
			$aTickets[$iId] = ['id' => $iId, 'counted' => (int)$aRow['counted'], 'worked' => (int)$aRow['worked'], 'entries' => []] + $aRow;
		}

		return $aTickets;
	}

	/** Only what a customer reads is selected: the internal comment is not. @param array<int> $aTickets */
	private static function Entries(int $iContract, array $aTickets, int $iEntries): array
	{
		return Sql::Rows('SELECT e.ticket_id, e.counted_on, e.started_on, e.counted_seconds, e.worked_seconds, e.public_comment, a.name AS activity
			FROM '.Sql::Table('ContractTimeEntry').' e LEFT JOIN '.Sql::Table('ContractTimeActivity')." a ON a.id = e.activity_id
			WHERE e.contract_id = $iContract AND e.state = 'counted' AND e.ticket_id IN (".Sql::Listed($aTickets).") ORDER BY e.started_at DESC LIMIT $iEntries");
	}
}
