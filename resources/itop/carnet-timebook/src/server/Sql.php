<?php

namespace Carnet\TimeBook;

use CMDBSource;
use DBSearch;
use MetaModel;

/**
 * Queries on our own tables, and sets of ids under the caller's rights: where an object per row would cost more than the work itself.
 */
final class Sql
{
	public static function Table(string $sClass): string
	{
		return '`'.MetaModel::DBGetTable($sClass).'`';
	}

	/** @return array<array<string, ?string>> */
	public static function Rows(string $sQuery): array
	{
		return CMDBSource::QueryToArray($sQuery, MYSQLI_ASSOC);
	}

	public static function Row(string $sQuery): ?array
	{
		return self::Rows($sQuery)[0] ?? null;
	}

	public static function Do(string $sQuery): void
	{
		CMDBSource::Query($sQuery);
	}

	/** @return int the id of the new row */
	public static function Insert(string $sClass, array $aValues): int
	{
		$aColumns = array_map(fn (string $sColumn) => "`$sColumn`", array_keys($aValues));
		$sQuery = 'INSERT INTO '.self::Table($sClass).' ('.implode(', ', $aColumns).') VALUES ('.self::Listed(array_values($aValues)).')';

		return (int)CMDBSource::InsertInto($sQuery);
	}

	/** Values as the inside of a list; NULL in place of an empty one, which matches nothing. */
	public static function Listed(array $aValues): string
	{
		return $aValues === [] ? 'NULL' : implode(', ', array_map(self::Quoted(...), $aValues));
	}

	public static function Quoted(int|string|null $value): string
	{
		return match (true) {
			$value === null => 'NULL',
			is_int($value) => (string)$value,
			default => CMDBSource::Quote($value),
		};
	}

	/**
	 * Ids that a search finds, ascending. The search brings its own rights: the caller's unless it allows all data.
	 *
	 * @return array<int>
	 */
	public static function Ids(DBSearch $oSearch, int $iLimit = 0): array
	{
		$sAlias = $oSearch->GetClassAlias();
		$sQuery = $oSearch->MakeSelectQuery([], [], [$sAlias => []])." ORDER BY `{$sAlias}id`".($iLimit > 0 ? " LIMIT $iLimit" : '');

		return array_map('intval', CMDBSource::QueryToCol($sQuery, "{$sAlias}id"));
	}
}
