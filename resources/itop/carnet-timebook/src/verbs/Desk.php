<?php

namespace Carnet\TimeBook\Verbs;

use Carnet\TimeBook\Caller;
use Carnet\TimeBook\Refusal;
use Carnet\TimeBook\Sql;
use Carnet\TimeBook\Values;
use Carnet\TimeBook\Zone;
use DBObjectSearch;
use DBObjectSet;

/** One row per device and account, so that a lead knows whose minutes are still on a laptop. */
final class Desk
{
	private const TOLD_SECONDS = 30 * 86400;
	private const TOLD = 500;

	/** What a desk tells of itself. What is not understood is left: nothing of a call depends on it. */
	public static function Note(Caller $oCaller, mixed $desk): void
	{
		if (!is_object($desk)) {
			return;
		}
		try {
			self::Write($oCaller, new Values($desk));
		} catch (Refusal) {
			return;
		}
	}

	/**
	 * What devices told of themselves lately, for those who may write for others; of persons whom the caller may see.
	 *
	 * @return array<array{agent: string, name: string, last_seen: int, waiting: int, waiting_seconds: int}>
	 */
	public static function Seen(Caller $oCaller): array
	{
		if (!$oCaller->IsManager()) {
			return [];
		}
		$oSearch = DBObjectSearch::FromOQL('SELECT ContractTimeDesk WHERE last_seen > :since', ['since' => Zone::Text(time() - self::TOLD_SECONDS)]);
		$oSet = new DBObjectSet($oSearch, ['last_seen' => false, 'uid' => true], [], null, self::TOLD);
		$oSet->OptimizeColumnLoad([$oSearch->GetClassAlias() => ['agent_id_friendlyname', 'name', 'last_seen', 'waiting', 'waiting_seconds']]);
		$aDesks = [];
		while ($oDesk = $oSet->Fetch()) {
			$aDesks[] = [
				'agent' => (string)$oDesk->Get('agent_id_friendlyname'),
				'name' => (string)$oDesk->Get('name'),
				'last_seen' => (int)Zone::Epoch($oDesk->Get('last_seen')),
				'waiting' => (int)$oDesk->Get('waiting'),
				'waiting_seconds' => (int)$oDesk->Get('waiting_seconds'),
			];
		}

		return $aDesks;
	}

	/** @throws Refusal */
	private static function Write(Caller $oCaller, Values $oValues): void
	{
		$sUid = $oValues->Line('id');
		if ($sUid === '') {
			return;
		}
		$iOldest = $oValues->OptionalInt('oldest');
		$aValues = [
			'name' => $oValues->Line('name'),
			'version' => $oValues->Line('version'),
			'last_seen' => Zone::Text(time()),
			'waiting' => $oValues->OptionalInt('waiting') ?? 0,
			'waiting_seconds' => $oValues->OptionalInt('waiting_seconds') ?? 0,
			'oldest' => $iOldest ? Zone::Text($iOldest) : null,
		];
		$sTable = Sql::Table('ContractTimeDesk');
		$sWhere = 'uid = '.Sql::Quoted($sUid)." AND agent_id = $oCaller->iPerson";
		if (Sql::Row("SELECT id FROM $sTable WHERE $sWhere") === null) {
			Sql::Insert('ContractTimeDesk', $aValues + ['uid' => $sUid, 'agent_id' => $oCaller->iPerson]);

			return;
		}
		$aSet = array_map(fn (string $sColumn, $value) => "`$sColumn` = ".Sql::Quoted($value), array_keys($aValues), $aValues);
		Sql::Do("UPDATE $sTable SET ".implode(', ', $aSet)." WHERE $sWhere");
	}
}
