<?php

namespace Carnet\TimeBook\Console;

use DBObjectSearch;
use DBObjectSet;
use DBSearch;
use Dict;
use Exception;
use MetaModel;
use NumberFormatter;
use UserRights;

/** What a scope matches, among the tickets that the connected account may see. */
final class ScopePreview
{
	private function __construct(public readonly bool $bValid, public readonly string $sText)
	{
	}

	/** @param int $iContract 0 for one that is not saved yet */
	public static function Of(string $sScope, int $iOrganization, int $iContract): self
	{
		try {
			$oSearch = DBSearch::FromOQL($sScope);
			if (!MetaModel::IsParentClass('Ticket', $oSearch->GetClass())) {
				return new self(false, Dict::S('TimeBook:Refused:ScopeClass'));
			}
			$oOwn = $iOrganization > 0 ? self::Narrowed($oSearch, 'org_id', self::Below($iOrganization)) : $oSearch;
			$iMatches = self::Count($oSearch);
			$iOwn = self::Count($oOwn);
			$iOthers = $iMatches - $iOwn;
			$iTaken = $iOwn - self::Count(self::Narrowed($oOwn, 'time_contract_id', [0, $iContract]));
		} catch (Exception $oProblem) {
			return new self(false, Dict::Format('TimeBook:Refused:Scope', $oProblem->getMessage()));
		}

		return new self(true, implode(' ', array_filter([
			self::Told('TimeBook:Scope:Matches', $iMatches),
			$iOthers > 0 ? self::Told('TimeBook:Scope:Elsewhere', $iOthers) : '',
			$iTaken > 0 ? self::Told('TimeBook:Scope:Taken', $iTaken) : '',
		])));
	}

	/** The organization and those below it: a contract never counts tickets of others, whatever its scope matches. @return array<int> */
	private static function Below(int $iOrganization): array
	{
		$sQuery = 'SELECT Organization AS o JOIN Organization AS top ON o.parent_id BELOW top.id WHERE top.id = :org';
		$oSet = new DBObjectSet(DBObjectSearch::FromOQL($sQuery, ['org' => $iOrganization]));
		$oSet->OptimizeColumnLoad(['o' => []]);

		return array_map('intval', $oSet->GetColumnAsArray('id', false)) ?: [0];
	}

	private static function Narrowed(DBSearch $oSearch, string $sCode, array $aValues): DBSearch
	{
		$oFound = $oSearch->DeepClone();
		$oFound->AddCondition($sCode, $aValues, 'IN');

		return $oFound;
	}

	private static function Count(DBSearch $oSearch): int
	{
		return (new DBObjectSet($oSearch))->Count();
	}

	private static function Told(string $sWords, int $iCount): string
	{
		$sLanguage = str_starts_with(UserRights::GetUserLanguage(), 'FR') ? 'fr_FR' : 'en_US';

		return Dict::Format($iCount === 1 ? "$sWords:One" : $sWords, (new NumberFormatter($sLanguage, NumberFormatter::DECIMAL))->format($iCount));
	}
}
