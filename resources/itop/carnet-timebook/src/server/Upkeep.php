<?php

namespace Carnet\TimeBook;

use iBackgroundProcess;
use IssueLog;
use MetaModel;
use Throwable;

/** What time itself changes, by iTop's cron: recurring provisions, expiries, links, adoption, sums that went astray, the journal's end. */
class Upkeep implements iBackgroundProcess
{
	private const PERIOD = 300;

	private int $iUntil = 0;

	public function GetPeriodicity()
	{
		return self::PERIOD;
	}

	public function Process($iUnixTimeLimit)
	{
		$this->iUntil = (int)$iUnixTimeLimit;
		$aDone = [];
		if (!MetaModel::DBIsReadOnly()) {
			$aDone[] = $this->Each(Recurring::Contracts(), Recurring::Write(...)).' contracts with a recurring provision';
			$aDone[] = $this->Each(Relinking::Changes(), Relinking::Apply(...)).' tickets linked';
			$aDone[] = $this->Each(Adoption::Waiting(), Adoption::Adopt(...)).' entries without contract looked at';
			$aDone[] = $this->Each(Reconciling::Contracts(), Reconciling::Sum(...)).' contracts summed';
			Journal::Prune();
		}

		return implode(', ', $aDone);
	}

	/** One after the other, until the time is up; one that fails does not keep the others from their turn. */
	private function Each(iterable $things, callable $fDo): int
	{
		$iDone = 0;
		foreach ($things as $thing) {
			if (time() >= $this->iUntil) {
				break;
			}
			try {
				$fDo($thing);
				$iDone++;
			} catch (Throwable $oProblem) {
				IssueLog::Error('carnet-timebook: upkeep: '.get_class($oProblem).': '.$oProblem->getMessage());
			}
		}

		return $iDone;
	}
}
