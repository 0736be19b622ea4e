<?php

namespace Carnet\TimeBook;

use Carnet\TimeBook\Rules\Provision;
use Carnet\TimeBook\Rules\Recurrence;
use Carnet\TimeBook\Rules\Uid;
use DBProperty;

/** Provisions that come back by themselves. */
final class Recurring
{
	/** @return array<array<string, ?string>> contracts with a recurrence, as stored */
	public static function Contracts(): array
	{
		$sContracts = Sql::Table('CustomerContract');
		$sParents = Sql::Table('Contract');

		return Sql::Rows("SELECT c.id, c.time_recurrence, c.time_recurrence_seconds, c.time_carry, p.start_date, p.end_date
			FROM $sContracts c JOIN $sParents p ON p.id = c.id
			WHERE c.time_recurrence != 'none' AND c.time_recurrence_seconds > 0 AND (p.status IS NULL OR p.status = 'production')");
	}

	public static function Write(array $aContract): void
	{
		$iContract = (int)$aContract['id'];
		$sEnd = Zone::StoredDay($aContract['end_date']);
		$aPeriods = Recurrence::Due(
			$aContract['time_recurrence'],
			Zone::StoredDay($aContract['start_date']),
			$sEnd,
			self::LastPeriod($iContract),
			Zone::Day(time())
		);
		foreach ($aPeriods as $aPeriod) {
			$oProvision = new Provision(
				self::UidOf($iContract, $aPeriod['from']),
				$aPeriod['from'],
				(int)$aContract['time_recurrence_seconds'],
				Provision::RECURRING,
				$aPeriod['from'],
				// What is carried over stays valid as long as the contract does.
				$aContract['time_carry'] === 'all' ? $sEnd : $aPeriod['until']
			);
			Session::Run([$iContract], [$oProvision->sUid], [], fn (Session $oSession) => self::WriteOnce($oSession, $iContract, $oProvision));
		}
	}

	private static function WriteOnce(Session $oSession, int $iContract, Provision $oProvision): void
	{
		$sTable = Sql::Table('ContractTimeProvision');
		if (Sql::Row("SELECT id FROM $sTable WHERE uid = ".Sql::Quoted($oProvision->sUid)) === null) {
			$oSession->NoteProvision($iContract);
			ContractBook::Read($iContract)->Write($oProvision);
		}
	}

	/** The first day of the last period that has its provision, '' for none. */
	private static function LastPeriod(int $iContract): string
	{
		$sTable = Sql::Table('ContractTimeProvision');

		return Zone::StoredDay(Sql::Row("SELECT MAX(valid_from) AS d FROM $sTable WHERE contract_id = $iContract AND kind = 'recurring'")['d']);
	}

	/** Named by database, contract and period: two crons write it once. */
	private static function UidOf(int $iContract, string $sFrom): string
	{
		$sDatabase = strtolower(trim((string)DBProperty::GetProperty('database_uuid', ''), '{}'));

		return Uid::Named($sDatabase, "contract/$iContract/recurring/$sFrom");
	}
}
