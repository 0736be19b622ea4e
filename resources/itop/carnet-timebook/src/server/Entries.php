<?php

namespace Carnet\TimeBook;

/** Entries as stored. */
final class Entries
{
	private const ANSWERED = 'id, uid, agent_id, ticket_id, contract_id, contract_why, worked_seconds, counted_seconds, state, counted_on, reverses, log_state';

	public static function Find(string $sUid): ?array
	{
		return self::FindAll([$sUid])[$sUid] ?? null;
	}

	/** @param array<string> $aUids @return array<string, array<string, ?string>> by uid */
	public static function FindAll(array $aUids): array
	{
		$sQuery = 'SELECT '.self::ANSWERED.' FROM '.Sql::Table('ContractTimeEntry').' WHERE uid IN ('.Sql::Listed($aUids).')';

		return array_column(Sql::Rows($sQuery), null, 'uid');
	}

	/** What carnet/push answers for a row: the client settles with these values. */
	public static function Stored(array $aRow): array
	{
		return [
			'ticket_id' => (int)$aRow['ticket_id'],
			'contract_id' => (int)$aRow['contract_id'],
			'contract_why' => $aRow['contract_why'],
			'worked_seconds' => (int)$aRow['worked_seconds'],
			'counted_seconds' => (int)$aRow['counted_seconds'],
			'state' => $aRow['state'],
			'counted_on' => Zone::StoredDay($aRow['counted_on']),
		];
	}

	/** Other work of the agent on a ticket and day that stands, counted by rule: what a person set stands outside the sums. */
	public static function SameDay(int $iTicket, int $iAgent, int $iContract, int $iStartedAt, string $sButUid): array
	{
		$sEntries = Sql::Table('ContractTimeEntry');
		$sActivities = Sql::Table('ContractTimeActivity');
		// A day and a half either way holds the whole day in any zone.
		$aRows = Sql::Rows("SELECT e.uid, e.started_at, e.worked_seconds, e.counted_seconds, e.factor_percent, a.counted FROM $sEntries e
			LEFT JOIN $sActivities a ON a.id = e.activity_id
			WHERE e.ticket_id = $iTicket AND e.agent_id = $iAgent AND e.contract_id = $iContract AND e.state = 'counted'
			AND e.counted_by = 'rule' AND e.started_at BETWEEN $iStartedAt - 129600 AND $iStartedAt + 129600");
		$sDay = Zone::Day($iStartedAt);
		$aWork = [];
		foreach ($aRows as $aRow) {
			if ($aRow['uid'] !== $sButUid && Zone::Day((int)$aRow['started_at']) === $sDay) {
				$aWork[] = [
					'worked' => (int)$aRow['worked_seconds'],
					'factor' => $aRow['counted'] === 'no' ? 0 : (int)$aRow['factor_percent'],
					'counted' => (int)$aRow['counted_seconds'],
				];
			}
		}

		return $aWork;
	}

	/** @param array<string, int|string> $aValues columns of ours, the only ones that ever change */
	public static function Change(int $iId, array $aValues): void
	{
		$aSet = [];
		foreach ($aValues as $sColumn => $value) {
			$aSet[] = "`$sColumn` = ".Sql::Quoted($value);
		}
		Sql::Do('UPDATE '.Sql::Table('ContractTimeEntry').' SET '.implode(', ', $aSet)." WHERE id = $iId");
		Journal::Note('ContractTimeEntry', $iId);
	}
}
