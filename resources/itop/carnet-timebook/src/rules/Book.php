<?php

namespace Carnet\TimeBook\Rules;

/**
 * The time book: a function of the set of provisions and counted entries (protocol section 3, "Provisions").
 *
 * The same set gives the same book whatever order it arrived in.
 */
final class Book
{
	/** @var array<Pool> those that end first come first */
	private array $aPools;
	private int $iOverrun = 0;

	/** @param array<Provision> $aProvisions @param array<BookEntry> $aEntries */
	public function __construct(private readonly array $aProvisions, private readonly array $aEntries)
	{
		$this->aPools = self::PoolsOf($aProvisions);
		$this->DrawAll();
	}

	public function Indicators(): Indicators
	{
		$iProvisioned = 0;
		$iConsumed = $this->iOverrun;
		foreach ($this->aPools as $oPool) {
			if ($oPool->IsOpen()) {
				$iProvisioned += $oPool->iCredited;
				$iConsumed += $oPool->iDrawn;
			}
		}

		return Indicators::Of($iProvisioned, $iConsumed);
	}

	/**
	 * Rows to be written by a day: an expiry takes back what is left; a correction gives back what one took too much.
	 *
	 * @return array<Provision>
	 */
	public function ExpiriesDue(string $sToday): array
	{
		$aDue = [];
		foreach ($this->aPools as $oPool) {
			if ($oPool->sUntil === '' || $oPool->sUntil >= $sToday) {
				continue;
			}
			$iSeconds = $oPool->iDrawn - $oPool->iNet;
			if ($oPool->IsOpen()) {
				$sDay = date('Y-m-d', strtotime("$oPool->sUntil 12:00 +1 day"));
				$aDue[] = new Provision($oPool->sExpiryUid, $sDay, $iSeconds, Provision::EXPIRY, $oPool->sFrom, $oPool->sUntil);
			} elseif ($iSeconds !== 0) {
				$sUid = Uid::OfExpiryCorrection($oPool->sExpiryUid, count($oPool->aExpiryRows));
				$aDue[] = new Provision($sUid, $sToday, $iSeconds, Provision::CORRECTION, $oPool->sFrom, $oPool->sUntil);
			}
		}

		return $aDue;
	}

	/**
	 * Everything, by day, with the running balance: its last line is all provisions − all counted.
	 *
	 * @return array<array{day: string, uid: string, kind: string, seconds: int, balance: int}>
	 */
	public function Ledger(): array
	{
		$aLines = [];
		foreach ($this->aProvisions as $oRow) {
			$aLines[] = [$oRow->sDay, 0, false, $oRow->sUid, $oRow->sKind, $oRow->iSeconds];
		}
		foreach ($this->aEntries as $oEntry) {
			$bReversal = $oEntry->sReverses !== '';
			$aLines[] = [$oEntry->sDay, $oEntry->iStartedAt, $bReversal, $oEntry->sUid, $bReversal ? 'reversal' : 'entry', -$oEntry->iSeconds];
		}
		usort($aLines, fn (array $aOne, array $aOther) => array_slice($aOne, 0, 4) <=> array_slice($aOther, 0, 4));
		$iBalance = 0;
		$aLedger = [];
		foreach ($aLines as [$sDay, , , $sUid, $sKind, $iSeconds]) {
			$iBalance += $iSeconds;
			$aLedger[] = ['day' => $sDay, 'uid' => $sUid, 'kind' => $sKind, 'seconds' => $iSeconds, 'balance' => $iBalance];
		}

		return $aLedger;
	}

	/** @param array<Provision> $aProvisions @return array<Pool> */
	private static function PoolsOf(array $aProvisions): array
	{
		$aByPeriod = [];
		foreach ($aProvisions as $oRow) {
			$aByPeriod[$oRow->Period()][] = $oRow;
		}
		$aPools = [];
		foreach ($aByPeriod as $aRows) {
			if (array_filter($aRows, fn (Provision $oRow) => $oRow->sKind !== Provision::EXPIRY) !== []) {
				$aPools[] = Pool::Of($aRows);
			}
		}
		usort($aPools, fn (Pool $oOne, Pool $oOther) => $oOne->Order() <=> $oOther->Order());

		return $aPools;
	}

	/** Every entry draws from what is valid at its start and ends first; what nothing covers is overrun. */
	private function DrawAll(): void
	{
		$aUndone = [];
		foreach ($this->aEntries as $oEntry) {
			$aUndone[$oEntry->sReverses] = true;
		}
		$aStanding = array_filter($this->aEntries, fn (BookEntry $oOne) => $oOne->sReverses === '' && !isset($aUndone[$oOne->sUid]));
		usort($aStanding, fn (BookEntry $oOne, BookEntry $oOther) => [$oOne->iStartedAt, $oOne->sUid] <=> [$oOther->iStartedAt, $oOther->sUid]);
		foreach ($aStanding as $oEntry) {
			$iWanted = $oEntry->iSeconds;
			foreach ($this->aPools as $oPool) {
				if ($iWanted > 0 && $oPool->Covers($oEntry->sDay)) {
					$iWanted -= $oPool->Draw($iWanted);
				}
			}
			$this->iOverrun += $iWanted;
		}
	}
}
