<?php

namespace Carnet\TimeBook;

use DBObjectSearch;
use DBObjectSet;
use Exception;
use IssueLog;
use MetaModel;

/** Alert levels just reached, told by iTop's own triggers, so that administrators attach e-mails to them. */
final class Alerts
{
	/** @param array<array{int, string}> $aAlerts contracts and the levels they reached */
	public static function Fire(array $aAlerts): void
	{
		foreach ($aAlerts as [$iContract, $sLevel]) {
			$oContract = MetaModel::GetObject('CustomerContract', $iContract, false, true);
			if ($oContract === null) {
				continue;
			}
			$aContext = $oContract->ToArgs('this') + ['alert_level' => str_ends_with($sLevel, 'h') ? $sLevel : "$sLevel %"];
			$aClasses = MetaModel::EnumParentClasses('CustomerContract', ENUM_PARENT_CLASSES_ALL);
			$oSearch = DBObjectSearch::FromOQL(
				'SELECT TriggerOnContractTimeAlert WHERE target_class IN (:classes)',
				['classes' => $aClasses]
			);
			$oSearch->AllowAllData();
			$oTriggers = new DBObjectSet($oSearch);
			while ($oTrigger = $oTriggers->Fetch()) {
				self::Activate($oTrigger, $aContext);
			}
		}
	}

	/** What is counted is counted, whatever becomes of a mail about it. */
	private static function Activate(\Trigger $oTrigger, array $aContext): void
	{
		try {
			$oTrigger->DoActivate($aContext);
		} catch (Exception $oProblem) {
			IssueLog::Error('carnet-timebook: an alert was not told: '.$oProblem->getMessage());
		}
	}
}
