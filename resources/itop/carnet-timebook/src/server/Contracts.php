<?php

namespace Carnet\TimeBook;

use Carnet\TimeBook\Rules\Contract;
use Carnet\TimeBook\Rules\CountingRule;
use DBObjectSearch;
use DBObjectSet;
use DBSearch;
use Exception;
use MetaModel;

/** Customer contracts as the rules know them, read whatever the caller may see: rights are asked apart. */
final class Contracts
{
	private const READ = [
		'org_id', 'start_date', 'end_date', 'status', 'time_scope', 'time_rank', 'time_rounding', 'time_minimum', 'time_rounding_mode',
		'time_rounding_per', 'time_overrun', 'time_closed_until',
	];

	/** @var array<int, array<int, int>> */
	private static array $aDistances = [];
	/** @var array<int, ?Contract> found one by one, for as long as a session lasts */
	private static array $aFound = [];

	public static function Find(int $iId): ?Contract
	{
		if ($iId <= 0) {
			return null;
		}
		if (!array_key_exists($iId, self::$aFound)) {
			$aRows = self::Read(DBObjectSearch::FromOQL('SELECT CustomerContract WHERE id = :id', ['id' => $iId]));
			self::$aFound[$iId] = $aRows[0][0] ?? null;
		}

		return self::$aFound[$iId];
	}

	/** What was found may have changed: read it again. */
	public static function Forget(): void
	{
		self::$aFound = self::$aDistances = [];
	}

	/**
	 * Contracts of some organizations that have a scope, each with it.
	 *
	 * @param array<int> $aOrganizations
	 *
	 * @return array<array{Contract, string}>
	 */
	public static function Scoped(array $aOrganizations): array
	{
		$sQuery = "SELECT CustomerContract WHERE org_id IN (:orgs) AND time_scope != ''";

		return self::Read(DBObjectSearch::FromOQL($sQuery, ['orgs' => $aOrganizations]));
	}

	/** @return array<array{Contract, string}> every contract that has a scope, with it */
	public static function AllScoped(): array
	{
		return self::Read(DBObjectSearch::FromOQL("SELECT CustomerContract WHERE time_scope != ''"));
	}

	/**
	 * An organization and those above it: 0, 1, 2… by id, nearest first.
	 *
	 * @return array<int, int>
	 */
	public static function Distances(int $iOrganization): array
	{
		if (!isset(self::$aDistances[$iOrganization])) {
			$aFound = [];
			$sTable = Sql::Table('Organization');
			for ($iNext = $iOrganization; $iNext > 0 && !isset($aFound[$iNext]);) {
				$aFound[$iNext] = count($aFound);
				$iNext = (int)(Sql::Row("SELECT parent_id FROM $sTable WHERE id = $iNext")['parent_id'] ?? 0);
			}
			self::$aDistances[$iOrganization] = $aFound;
		}

		return self::$aDistances[$iOrganization];
	}

	/** Whether a scope matches a ticket. One that does not parse matches nothing: it was refused when saved, the model may have changed. */
	public static function ScopeMatches(string $sScope, int $iTicket): bool
	{
		try {
			$oSearch = DBSearch::FromOQL($sScope);
			if (!MetaModel::IsParentClass('Ticket', $oSearch->GetClass())) {
				return false;
			}
			$oSearch->AllowAllData();
			$oSearch->AddCondition('id', $iTicket, '=');

			return Sql::Ids($oSearch, 1) !== [];
		} catch (Exception) {
			return false;
		}
	}

	/** @return array<array{Contract, string}> */
	private static function Read(DBObjectSearch $oSearch): array
	{
		$oSearch->AllowAllData();
		$oSet = new DBObjectSet($oSearch);
		$oSet->OptimizeColumnLoad([$oSearch->GetClassAlias() => self::READ]);
		$aFound = [];
		while ($oRow = $oSet->Fetch()) {
			$oRule = new CountingRule(
				(int)$oRow->Get('time_rounding'),
				(int)$oRow->Get('time_minimum'),
				(string)$oRow->Get('time_rounding_mode'),
				(string)$oRow->Get('time_rounding_per')
			);
			$oContract = new Contract(
				(int)$oRow->GetKey(),
				(int)$oRow->Get('org_id'),
				Zone::StoredDay($oRow->Get('start_date')),
				Zone::StoredDay($oRow->Get('end_date')),
				(string)$oRow->Get('status'),
				(int)$oRow->Get('time_rank'),
				$oRule,
				(string)$oRow->Get('time_overrun'),
				self::FirstOpenDay(Zone::StoredDay($oRow->Get('time_closed_until')))
			);
			$aFound[] = [$oContract, (string)$oRow->Get('time_scope')];
		}

		return $aFound;
	}

	/** The later of the contract's own first open day and the one of all contracts. */
	private static function FirstOpenDay(string $sOwn): string
	{
		return max($sOwn, (string)MetaModel::GetModuleSetting('carnet-timebook', 'closed_until', ''));
	}
}
