<?php

namespace Carnet\TimeBook;

use Carnet\TimeBook\Rules\Uid;
use DBProperty;
use MetaModel;

/** What changed, in order, for carnet/pull. A row is written in the transaction of its change. */
final class Journal
{
	private const EPOCH = 'carnet-timebook-epoch';

	public static function Note(string $sClass, int $iId): void
	{
		Sql::Insert('ContractTimeJournal', ['changed_at' => time(), 'obj_class' => $sClass, 'obj_key' => $iId]);
	}

	/** The position of the last row. */
	public static function Position(): int
	{
		return (int)(Sql::Row('SELECT MAX(id) AS id FROM '.Sql::Table('ContractTimeJournal'))['id'] ?? 0);
	}

	/** Whether every row after a position is still there. */
	public static function Reaches(int $iPosition): bool
	{
		$iFirst = (int)(Sql::Row('SELECT MIN(id) AS id FROM '.Sql::Table('ContractTimeJournal'))['id'] ?? 0);

		return $iPosition <= self::Position() && ($iFirst === 0 || $iPosition >= $iFirst - 1);
	}

	/**
	 * Distinct changes after a position, with those of some seconds before it: ids become visible at commit, not in order.
	 *
	 * @return array<array{string, int}> class and id
	 */
	public static function Since(int $iPosition, int $iOverlap): array
	{
		$sTable = Sql::Table('ContractTimeJournal');
		$iAt = (int)(Sql::Row("SELECT changed_at FROM $sTable WHERE id = $iPosition")['changed_at'] ?? time());
		$iSince = $iAt - $iOverlap;
		$sQuery = "SELECT obj_class, obj_key FROM $sTable WHERE id > $iPosition
			UNION SELECT obj_class, obj_key FROM $sTable WHERE changed_at >= $iSince
			ORDER BY obj_class, obj_key";

		return array_map(fn (array $aRow) => [$aRow['obj_class'], (int)$aRow['obj_key']], Sql::Rows($sQuery));
	}

	/** Changes with the journal: another one means that clients have to read everything again. */
	public static function Epoch(): string
	{
		$sEpoch = (string)DBProperty::GetProperty(self::EPOCH, '');

		return $sEpoch === '' ? self::BeginEpoch() : $sEpoch;
	}

	public static function BeginEpoch(): string
	{
		$sEpoch = Uid::Fresh();
		DBProperty::SetProperty(self::EPOCH, $sEpoch, 'carnet-timebook');

		return $sEpoch;
	}

	/** Forget changes that every client has long read. The last row stays: positions never begin again. */
	public static function Prune(): void
	{
		$iBefore = time() - 86400 * (int)MetaModel::GetModuleSetting('carnet-timebook', 'journal_days', 30);
		$sTable = Sql::Table('ContractTimeJournal');
		Sql::Do("DELETE FROM $sTable WHERE changed_at < $iBefore AND id < ".self::Position());
	}
}
