<?php

namespace Carnet\TimeBook\Verbs;

use Carnet\TimeBook\Caller;
use Carnet\TimeBook\Refusal;
use Carnet\TimeBook\Sql;
use Carnet\TimeBook\Values;
use Carnet\TimeBook\Zone;

/** One row per device and account, so that a lead knows whose minutes are still on a laptop. */
final class Desk
{
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
