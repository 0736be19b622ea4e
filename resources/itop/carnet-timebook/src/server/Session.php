<?php

namespace Carnet\TimeBook;

use Carnet\TimeBook\Rules\Indicators;
use CMDBSource;
use Throwable;

/**
 * One writing to time books, from whichever door: locks, then one transaction, sums once per contract, then the locks end, then alerts.
 *
 * Protocol section 2, "Locks".
 */
final class Session
{
	private static ?self $oOpen = null;

	/** @var array<int, true> contracts whose sums change */
	private array $aContracts = [];
	/** @var array<int, true> contracts that got a provision */
	private array $aProvisioned = [];
	/** @var array<int, true> */
	private array $aTickets = [];
	/** @var array<int, Indicators> */
	private array $aIndicators = [];
	/** @var array<array{int, string}> */
	private array $aAlerts = [];

	/** @param array<int, true> $aHeld contracts whose lock is held */
	private function __construct(private readonly array $aHeld)
	{
	}

	/** The session under way, if any: what is written inside it needs no locks of its own. */
	public static function Current(): ?self
	{
		return self::$oOpen;
	}

	/**
	 * @template T
	 *
	 * @param array<int> $aContracts every contract that may be touched
	 * @param array<string> $aUids every uid that may be written
	 * @param array<int> $aTickets every ticket that may be touched
	 * @param callable(self): T $fWork
	 *
	 * @return T
	 * @throws Later when the locks do not come, or the database gives up on the transaction
	 */
	public static function Run(array $aContracts, array $aUids, array $aTickets, callable $fWork): mixed
	{
		$aContracts = array_values(array_unique(array_filter($aContracts)));
		$oLocks = Locks::Acquire($aContracts, array_values(array_unique($aUids)));
		Contracts::Forget();
		Visible::Forget();
		$oSession = new self(array_fill_keys($aContracts, true));
		self::$oOpen = $oSession;
		try {
			$result = $oSession->InTransaction($aTickets, $fWork);
		} finally {
			self::$oOpen = null;
			$oLocks->Release();
		}
		Alerts::Fire($oSession->aAlerts);

		return $result;
	}

	/** To be called before a contract's book is changed. @throws Later where its lock is not held: the choice changed meanwhile */
	public function TouchContract(int $iContract): void
	{
		if ($iContract > 0) {
			if (!isset($this->aHeld[$iContract])) {
				throw new Later("contract $iContract");
			}
			$this->aContracts[$iContract] = true;
		}
	}

	/** A provision arms the contract's alerts again. */
	public function NoteProvision(int $iContract): void
	{
		$this->TouchContract($iContract);
		$this->aProvisioned[$iContract] = true;
	}

	public function TouchTicket(int $iTicket): void
	{
		$this->aTickets[$iTicket] = true;
	}

	/** Sums of the touched contracts, once the work is done. @return array<int, Indicators> */
	public function Indicators(): array
	{
		return $this->aIndicators;
	}

	/**
	 * Part of the work that leaves nothing behind when it fails.
	 *
	 * @template T
	 *
	 * @param callable(): T $fPart
	 *
	 * @return T
	 */
	public function Part(callable $fPart): mixed
	{
		$aBefore = [$this->aContracts, $this->aProvisioned, $this->aTickets];
		Sql::Do('SAVEPOINT carnet');
		try {
			$result = $fPart();
			Sql::Do('RELEASE SAVEPOINT carnet');

			return $result;
		} catch (Throwable $oProblem) {
			if (self::EndedTransaction($oProblem)) {
				throw new Later('transaction', 0, $oProblem);
			}
			Sql::Do('ROLLBACK TO SAVEPOINT carnet');
			[$this->aContracts, $this->aProvisioned, $this->aTickets] = $aBefore;
			throw $oProblem;
		}
	}

	private function InTransaction(array $aTickets, callable $fWork): mixed
	{
		CMDBSource::Query('START TRANSACTION');
		try {
			self::LockTickets($aTickets);
			$result = $fWork($this);
			$this->Sum();
			self::End('COMMIT');

			return $result;
		} catch (Throwable $oProblem) {
			self::End('ROLLBACK');
			throw self::EndedTransaction($oProblem) ? new Later('transaction', 0, $oProblem) : $oProblem;
		}
	}

	/**
	 * Ticket rows are locked before anything is read, in one order for all: the snapshot of the transaction begins after them, so that
	 * a log is appended to what others wrote.
	 */
	private static function LockTickets(array $aTickets): void
	{
		if ($aTickets !== []) {
			Sql::Rows('SELECT id FROM '.Sql::Table('Ticket').' WHERE id IN ('.Sql::Listed($aTickets).') ORDER BY id FOR UPDATE');
		}
	}

	private function Sum(): void
	{
		ksort($this->aTickets);
		foreach (array_keys($this->aTickets) as $iTicket) {
			Sums::OfTicket($iTicket);
		}
		foreach (array_keys($this->aContracts) as $iContract) {
			$this->aIndicators[$iContract] = Sums::OfContract($iContract, isset($this->aProvisioned[$iContract]), $this->aAlerts);
		}
	}

	/** iTop counts levels, and loses count when an Error passes through a save: only the outermost reaches the database. */
	private static function End(string $sHow): void
	{
		while (CMDBSource::IsInsideTransaction()) {
			CMDBSource::Query($sHow);
		}
	}

	/** Whether the database has given up on the whole transaction: a deadlock (1213), a wait that was too long (1205), a lost connection. */
	private static function EndedTransaction(Throwable $oProblem): bool
	{
		for ($oCause = $oProblem; $oCause !== null; $oCause = $oCause->getPrevious()) {
			if (in_array($oCause->getCode(), [1213, 1205, 2006, 2013], true)) {
				return true;
			}
		}

		return false;
	}
}
