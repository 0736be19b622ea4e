<?php

namespace Carnet\TimeBook;

use Carnet\TimeBook\Rules\Book;
use Carnet\TimeBook\Rules\BookEntry;
use Carnet\TimeBook\Rules\Indicators;
use Carnet\TimeBook\Rules\Provision;

/** The time book of one contract as stored. To be read and summed under the contract's lock. */
final class ContractBook
{
	/** @param array<Provision> $aProvisions @param array<BookEntry> $aEntries */
	private function __construct(private readonly int $iContract, private array $aProvisions, private array $aEntries)
	{
	}

	public static function Read(int $iContract): self
	{
		$sProvisions = 'SELECT uid, date, seconds, kind, valid_from, valid_until FROM '.Sql::Table('ContractTimeProvision');
		$sEntries = 'SELECT uid, started_at, counted_seconds, reverses FROM '.Sql::Table('ContractTimeEntry');

		return new self(
			$iContract,
			array_map(self::ProvisionOf(...), Sql::Rows("$sProvisions WHERE contract_id = $iContract")),
			array_map(self::EntryOf(...), Sql::Rows("$sEntries WHERE contract_id = $iContract"))
		);
	}

	public function Indicators(): Indicators
	{
		return $this->Book()->Indicators();
	}

	public function Book(): Book
	{
		return new Book($this->aProvisions, $this->aEntries);
	}

	/** Writes what expires or has to be corrected by today. */
	public function WriteExpiries(): void
	{
		foreach ($this->Book()->ExpiriesDue(Zone::Day(time())) as $oRow) {
			$this->Write($oRow);
		}
	}

	/** A provision that no person wrote. */
	public function Write(Provision $oRow): void
	{
		$iId = Sql::Insert('ContractTimeProvision', [
			'uid' => $oRow->sUid,
			'contract_id' => $this->iContract,
			'date' => $oRow->sDay,
			'seconds' => $oRow->iSeconds,
			'seconds_text' => Hours::Clock($oRow->iSeconds),
			'kind' => $oRow->sKind,
			'valid_from' => $oRow->sFrom ?: null,
			'valid_until' => $oRow->sUntil ?: null,
			'comment' => '',
			'author_id' => 0,
		]);
		Journal::Note('ContractTimeProvision', $iId);
		$this->aProvisions[] = $oRow;
	}

	private static function ProvisionOf(array $aRow): Provision
	{
		return new Provision(
			$aRow['uid'],
			Zone::StoredDay($aRow['date']),
			(int)$aRow['seconds'],
			$aRow['kind'],
			Zone::StoredDay($aRow['valid_from']),
			Zone::StoredDay($aRow['valid_until'])
		);
	}

	private static function EntryOf(array $aRow): BookEntry
	{
		$iStartedAt = (int)$aRow['started_at'];

		return new BookEntry($aRow['uid'], Zone::Day($iStartedAt), $iStartedAt, (int)$aRow['counted_seconds'], (string)$aRow['reverses']);
	}
}
