<?php

namespace Carnet\TimeBook;

use DBObjectSearch;
use MetaModel;
use UserRights;

/** Which of some ids the connected account may see: its rights on the class, its allowed organizations. */
final class Visible
{
	/** @var array<string, array<int, bool>> what was asked for one by one, for as long as a session lasts */
	private static array $aAsked = [];

	/**
	 * @param array<int> $aIds
	 *
	 * @return array<int, true>
	 */
	public static function Of(string $sClass, array $aIds): array
	{
		if ($aIds === [] || !MetaModel::IsValidClass($sClass) || UserRights::IsActionAllowed($sClass, UR_ACTION_READ) != UR_ALLOWED_YES) {
			return [];
		}
		$oSearch = DBObjectSearch::FromOQL("SELECT $sClass WHERE id IN (:ids)", ['ids' => array_values(array_unique($aIds))]);

		return array_fill_keys(Sql::Ids($oSearch), true);
	}

	public static function One(string $sClass, int $iId): bool
	{
		return $iId > 0 && self::$aAsked[$sClass][$iId] ??= isset(self::Of($sClass, [$iId])[$iId]);
	}

	public static function Forget(): void
	{
		self::$aAsked = [];
	}
}
