<?php

namespace Carnet\TimeBook\Verbs;

use Carnet\TimeBook\Zone;
use DBObject;
use DBObjectSearch;
use DBObjectSet;
use MetaModel;
use ormCaseLog;

/** Objects as carnet/pull gives them: iTop's attribute codes, numbers as numbers, instants as UTC epochs, days as ISO texts. */
final class Records
{
	/** The list that each class goes into. */
	public const LISTS = [
		'ContractTimeActivity' => 'activities',
		'CustomerContract' => 'contracts',
		'UserRequest' => 'tickets',
		'Incident' => 'tickets',
		'ContractTimeProvision' => 'provisions',
		'ContractTimeEntry' => 'entries',
	];

	/** iTop's name for the final class that a key points at. */
	private const TICKET_CLASS = 'ticket_id_finalclass_recall';
	private const NAMES = [self::TICKET_CLASS => 'ticket_class'];

	private const TICKET = [
		'ref', 'title', 'status', 'org_id', 'org_name', 'caller_id', 'caller_id_friendlyname', 'team_id', 'team_name', 'agent_id',
		'agent_id_friendlyname', 'priority', 'service_id', 'service_name', 'start_date', 'last_update', 'tto_escalation_deadline',
		'ttr_escalation_deadline', 'time_contract_id', 'time_contract_by', 'time_counted', 'description', 'private_log', 'public_log',
	];
	private const CODES = [
		'ContractTimeActivity' => ['name', 'counted', 'factor_percent', 'rank', 'status'],
		'CustomerContract' => [
			'name', 'org_id', 'organization_name', 'start_date', 'end_date', 'status', 'time_scope', 'time_rank', 'time_provisioned',
			'time_consumed', 'time_balance', 'time_consumed_percent', 'time_rounding', 'time_minimum', 'time_rounding_mode',
			'time_rounding_per', 'time_overrun', 'time_alert_levels', 'time_closed_until',
		],
		'UserRequest' => self::TICKET,
		'Incident' => self::TICKET,
		'ContractTimeProvision' => ['uid', 'contract_id', 'date', 'seconds', 'kind', 'valid_from', 'valid_until', 'comment', 'author_id'],
		'ContractTimeEntry' => [
			'uid', 'ticket_id', 'ticket_ref', 'contract_id', 'contract_why', 'agent_id', 'agent_id_friendlyname', 'started_at', 'ended_at',
			'worked_seconds', 'counted_seconds', 'counted_by', 'reason', 'activity_id', 'factor_percent', 'state', 'counted_on', 'late',
			'comment', 'public_comment', 'reverses', 'replaces', 'source', 'log_state', self::TICKET_CLASS,
		],
	];

	/** What a client compares as text, although iTop keeps it as an enumeration of digits. */
	private const TEXTS = ['priority'];

	/**
	 * Records of the objects that the caller may see, by ascending id.
	 *
	 * @param array<int> $aIds
	 *
	 * @return array<array<string, mixed>>
	 */
	public static function Of(string $sClass, array $aIds): array
	{
		if ($aIds === []) {
			return [];
		}
		$oSearch = DBObjectSearch::FromOQL("SELECT $sClass WHERE id IN (:ids)", ['ids' => $aIds]);
		$oSet = new DBObjectSet($oSearch);
		$aCodes = array_values(array_filter(self::CODES[$sClass], fn (string $sCode) => MetaModel::IsValidAttCode($sClass, $sCode)));
		$oSet->OptimizeColumnLoad([$oSearch->GetClassAlias() => $aCodes]);
		$aRecords = [];
		while ($oObject = $oSet->Fetch()) {
			$aRecords[(int)$oObject->GetKey()] = self::Record($sClass, $oObject, $aCodes);
		}
		ksort($aRecords);

		return array_values($aRecords);
	}

	private static function Record(string $sClass, DBObject $oObject, array $aCodes): array
	{
		$aRecord = ['class' => $sClass, 'id' => (int)$oObject->GetKey()];
		foreach ($aCodes as $sCode) {
			$aRecord[self::NAMES[$sCode] ?? $sCode] = self::Value($sClass, $sCode, $oObject->Get($sCode));
		}

		return $aRecord;
	}

	private static function Value(string $sClass, string $sCode, mixed $value): mixed
	{
		if ($value instanceof ormCaseLog) {
			return self::Log($value);
		}
		$oAttribute = MetaModel::GetAttributeDef($sClass, $sCode);

		return match (true) {
			in_array($sCode, self::TEXTS, true) => $value,
			$oAttribute instanceof \AttributeDate => Zone::StoredDay($value) ?: null,
			$oAttribute instanceof \AttributeDateTime, $oAttribute instanceof \AttributeSubItem => self::Instant($value),
			$oAttribute instanceof \AttributeInteger, $oAttribute instanceof \AttributeExternalKey => self::Number($value),
			default => $value,
		};
	}

	private static function Number(mixed $value): ?int
	{
		return $value === null || $value === '' ? null : (int)$value;
	}

	/** A deadline of a stop watch is an epoch already, other instants are local texts. */
	private static function Instant(mixed $value): ?int
	{
		return is_numeric($value) ? (int)$value : Zone::Epoch($value);
	}

	/** @return array<array{date: ?int, user_login: string, message_html: string}> oldest first */
	private static function Log(ormCaseLog $oLog): array
	{
		return array_map(
			fn (array $aEntry) => [
				'date' => Zone::Epoch($aEntry['date'] ?? null),
				'user_login' => $aEntry['user_login'] ?? '',
				'message_html' => $aEntry['message_html'] ?? '',
			],
			$oLog->GetForJSON()['entries']
		);
	}
}
