<?php

namespace Carnet\TimeBook\Check;

use Carnet\TimeBook\Sql;
use Carnet\TimeBook\Zone;
use MetaModel;

/** What the time book needs of PHP, of the database and of iTop's configuration. */
final class Surroundings
{
	private const OWN = ['ContractTimeProvision', 'ContractTimeEntry', 'ContractTimeJournal'];
	/** Seconds that two clocks may differ: more would move work into another day, or refuse it as not yet done. */
	private const TOLERANCE = 60;

	/** @return array<Finding> */
	public static function Find(): array
	{
		return [...self::Zones(), ...self::Engines(), ...self::Settings()];
	}

	/**
	 * iTop stores local times of PHP's zone; `NOW()` in a scope is the database's.
	 *
	 * @return array<Finding>
	 */
	private static function Zones(): array
	{
		$aFindings = [];
		if (trim((string)MetaModel::GetConfig()->Get('timezone')) === '') {
			$aFindings[] = Finding::Problem('ZoneUnset', Zone::Name());
		}
		$aClock = Sql::Row('SELECT UNIX_TIMESTAMP() AS epoch, NOW() AS local');
		$iOff = (int)$aClock['epoch'] - time();
		if (abs($iOff) > self::TOLERANCE) {
			$aFindings[] = Finding::Problem('ClocksDiffer', $iOff);
		} elseif (abs((int)Zone::Epoch($aClock['local']) - (int)$aClock['epoch']) > self::TOLERANCE) {
			$aFindings[] = Finding::Warning('ZonesDiffer', $aClock['local'], Zone::Text((int)$aClock['epoch']), Zone::Name());
		}

		return $aFindings;
	}

	/** Without transactions a cut answer could leave half of an entry. @return array<Finding> */
	private static function Engines(): array
	{
		$aTables = array_map(MetaModel::DBGetTable(...), self::OWN);
		$sQuery = 'SELECT table_name AS name, engine AS engine FROM information_schema.tables WHERE table_schema = DATABASE() AND table_name IN ('.Sql::Listed($aTables).')';
		$aFindings = [];
		foreach (Sql::Rows($sQuery) as $aTable) {
			if (strcasecmp((string)$aTable['engine'], 'InnoDB') !== 0) {
				$aFindings[] = Finding::Problem('Engine', (string)$aTable['name'], (string)$aTable['engine']);
			}
		}

		return $aFindings;
	}

	/** @return array<Finding> */
	private static function Settings(): array
	{
		$sClosed = trim((string)MetaModel::GetModuleSetting('carnet-timebook', 'closed_until', ''));
		$bUnderstood = $sClosed === '' || preg_match('/^\d{4}-\d\d-\d\d$/D', $sClosed) === 1;

		return $bUnderstood ? [] : [Finding::Problem('ClosedUntil', $sClosed)];
	}
}
