<?php

namespace Carnet\TimeBook\Check;

use Carnet\TimeBook\Sql;
use Carnet\TimeBook\Upkeep;
use Carnet\TimeBook\Zone;
use DBObjectSearch;
use DBObjectSet;
use DBSearch;
use Exception;
use MetaModel;

/** What only shows once iTop runs: its cron, scopes that came to mean nothing, alerts that nobody hears. */
final class Running
{
	/** Seconds without a turn after which cron is taken to be missing: some run it every quarter of an hour only. */
	private const SILENCE = 3600;

	/** @return array<Finding> */
	public static function Find(): array
	{
		return [...self::Cron(), ...self::Scopes(), ...self::Alerts()];
	}

	/** @return array<Finding> */
	private static function Cron(): array
	{
		$aTask = Sql::Row('SELECT status, latest_run_date FROM '.Sql::Table('BackgroundTask').' WHERE class_name = '.Sql::Quoted(Upkeep::class));
		if ($aTask === null || !$aTask['latest_run_date']) {
			return [Finding::Problem('CronNever')];
		}
		if ($aTask['status'] === 'paused') {
			return [Finding::Problem('CronPaused')];
		}

		return time() - (int)Zone::Epoch($aTask['latest_run_date']) > self::SILENCE ? [Finding::Problem('CronSilent', $aTask['latest_run_date'])] : [];
	}

	/** A scope is checked when it is saved; a class or attribute may go later, and an import may bring anything. @return array<Finding> */
	private static function Scopes(): array
	{
		$oContracts = new DBObjectSet(DBObjectSearch::FromOQL("SELECT CustomerContract WHERE time_scope != ''"));
		$oContracts->OptimizeColumnLoad(['CustomerContract' => ['name', 'time_scope']]);
		$aFindings = [];
		while ($oContract = $oContracts->Fetch()) {
			try {
				$bMeansTickets = MetaModel::IsParentClass('Ticket', DBSearch::FromOQL((string)$oContract->Get('time_scope'))->GetClass());
			} catch (Exception) {
				$bMeansTickets = false;
			}
			if (!$bMeansTickets) {
				$aFindings[] = Finding::Problem('Scope', (string)$oContract->Get('name'));
			}
		}

		return $aFindings;
	}

	/** @return array<Finding> */
	private static function Alerts(): array
	{
		$oLevels = DBObjectSearch::FromOQL("SELECT CustomerContract WHERE time_alert_levels != ''");
		$bHeard = (new DBObjectSet(DBObjectSearch::FromOQL('SELECT TriggerOnContractTimeAlert')))->CountExceeds(0);
		$iSpeaking = $bHeard ? 0 : (new DBObjectSet($oLevels))->Count();

		return $iSpeaking > 0 ? [Finding::Warning('AlertsUnheard', $iSpeaking)] : [];
	}
}
