<?php

namespace Carnet\TimeBook\Verbs;

use Carnet\TimeBook\Caller;
use Carnet\TimeBook\Journal;
use Carnet\TimeBook\Sql;
use DBObjectSearch;
use MetaModel;
use UserRights;

/** carnet/pull: what changed since a cursor, from the journal; everything, in pages, where the cursor no longer fits. */
final class Pull
{
	/** Seconds of journal given again: ids become visible at commit, not in order. */
	private const OVERLAP = 300;
	private const LARGEST_PAGE = 500;
	private const TICKETS = ['UserRequest', 'Incident'];
	private const SCOPES = ['team', 'mine', 'all'];

	private readonly string $sScope;
	private readonly int $iLimit;

	public function __construct(private readonly Caller $oCaller, private readonly object $oData)
	{
		$this->sScope = in_array($oData->scope ?? null, self::SCOPES, true) ? $oData->scope : 'team';
		$iLimit = is_int($oData->limit ?? null) ? $oData->limit : self::LARGEST_PAGE;
		$this->iLimit = max(1, min(self::LARGEST_PAGE, $iLimit));
	}

	public function Answer(): array
	{
		$oCursor = $this->Cursor();
		$aSelected = $oCursor->bFull ? $this->PageOfAll($oCursor) : $this->PageOfChanges($oCursor);
		[$aByClass, $oNext] = $aSelected;
		$aLists = array_fill_keys(array_values(Records::LISTS), []);
		foreach ($aByClass as $sClass => $aIds) {
			array_push($aLists[Records::LISTS[$sClass]], ...Records::Of($sClass, $aIds));
		}

		return $aLists + [
			'ids' => array_combine(self::TICKETS, array_map($this->OpenIds(...), self::TICKETS)),
			'gone' => $oCursor->bFull ? [] : $this->Gone($oCursor),
			'desks' => $oNext === null ? Desk::Seen($this->oCaller) : [],
			'cursor' => ($oNext ?? $oCursor->Finished())->Text(),
			'complete' => $oNext === null,
			'reset' => $oCursor->bFull && $oCursor->IsBeginning(),
		];
	}

	/** Where to read: the client's place, or the beginning of everything. */
	private function Cursor(): Cursor
	{
		$sKey = Journal::Epoch().'/'.$this->oCaller->RightsKey($this->sScope);
		$oCursor = Cursor::Read($this->oData->cursor ?? null, $sKey);
		if ($oCursor === null || (!$oCursor->bFull && !Journal::Reaches($oCursor->iSince))) {
			return new Cursor($sKey, 0, true, Journal::Position());
		}

		return $oCursor->IsBeginning() ? new Cursor($sKey, $oCursor->iSince, $oCursor->bFull, Journal::Position()) : $oCursor;
	}

	/**
	 * Class after class by ascending id. The place is the last id given, so that a page costs the same wherever it is.
	 *
	 * @return array{array<string, array<int>>, ?Cursor} ids by class, and the next page if there is one
	 */
	private function PageOfAll(Cursor $oCursor): array
	{
		$aFound = [];
		$iRoom = $this->iLimit;
		$aClasses = $this->Classes();
		for ($iList = $oCursor->iList; $iList < count($aClasses); $iList++) {
			$iAfter = $iList === $oCursor->iList ? $oCursor->iAfter : 0;
			$aIds = $this->IdsAfter($aClasses[$iList], $iAfter, $iRoom);
			$aFound[$aClasses[$iList]] = $aIds;
			$iRoom -= count($aIds);
			if ($iRoom === 0) {
				return [$aFound, $oCursor->At($iList, (int)end($aIds))];
			}
		}

		return [$aFound, null];
	}

	/** @return array{array<string, array<int>>, ?Cursor} */
	private function PageOfChanges(Cursor $oCursor): array
	{
		$aClasses = $this->Classes();
		$aChanges = array_values(array_filter(
			Journal::Since($oCursor->iSince, self::OVERLAP),
			fn (array $aChange) => in_array($aChange[0], $aClasses, true)
		));
		$aFound = [];
		foreach (array_slice($aChanges, $oCursor->iAfter, $this->iLimit) as [$sClass, $iId]) {
			$aFound[$sClass][] = $iId;
		}
		foreach ($aFound as $sClass => $aIds) {
			$aFound[$sClass] = $this->InScope($sClass, $aIds);
		}
		$iNext = $oCursor->iAfter + $this->iLimit;

		return [$aFound, $iNext < count($aChanges) ? $oCursor->At(1, $iNext) : null];
	}

	/** @return array<string> classes that exist here and that the account may read */
	private function Classes(): array
	{
		return array_values(array_filter(
			array_keys(Records::LISTS),
			fn (string $sClass) => MetaModel::IsValidClass($sClass) && UserRights::IsActionAllowed($sClass, UR_ACTION_READ) == UR_ALLOWED_YES
		));
	}

	/** @return array<int> */
	private function IdsAfter(string $sClass, int $iAfter, int $iLimit): array
	{
		$aConditions = in_array($sClass, self::TICKETS, true) ? [$this->ScopeCondition(), 'operational_status = \'ongoing\''] : [];

		return $this->Search($sClass, ['id > :after', ...$aConditions], ['after' => $iAfter], $iLimit);
	}

	/** @param array<int> $aIds @return array<int> */
	private function InScope(string $sClass, array $aIds): array
	{
		$aConditions = in_array($sClass, self::TICKETS, true) ? [$this->ScopeCondition()] : [];

		return $this->Search($sClass, ['id IN (:ids)', ...$aConditions], ['ids' => $aIds], 0);
	}

	/** Open tickets of the scope, whole: what is not in it left the scope. @return array<int> */
	private function OpenIds(string $sClass): array
	{
		return in_array($sClass, $this->Classes(), true) ? $this->IdsAfter($sClass, 0, 0) : [];
	}

	/** Tickets that were in the journal and are no more. @return array<string> */
	private function Gone(Cursor $oCursor): array
	{
		$aChanged = array_filter(Journal::Since($oCursor->iSince, self::OVERLAP), fn (array $aChange) => in_array($aChange[0], self::TICKETS, true));
		$aIds = array_map(fn (array $aChange) => $aChange[1], $aChanged);
		$aThere = array_column(Sql::Rows('SELECT id FROM '.Sql::Table('Ticket').' WHERE id IN ('.Sql::Listed(array_values($aIds)).')'), 'id');
		$aGone = array_filter($aChanged, fn (array $aChange) => !in_array((string)$aChange[1], $aThere, true));

		return array_values(array_map(fn (array $aChange) => "$aChange[0]::$aChange[1]", $aGone));
	}

	private function ScopeCondition(): string
	{
		$sMine = "agent_id = {$this->oCaller->iPerson}";
		$sTeams = $this->oCaller->aTeams === [] ? '' : ' OR team_id IN ('.implode(', ', $this->oCaller->aTeams).')';

		return match ($this->sScope) {
			'all' => '1',
			'mine' => $sMine,
			default => "($sMine$sTeams)",
		};
	}

	/** @param array<string> $aConditions @return array<int> */
	private function Search(string $sClass, array $aConditions, array $aArguments, int $iLimit): array
	{
		return Sql::Ids(DBObjectSearch::FromOQL("SELECT $sClass WHERE ".implode(' AND ', $aConditions), $aArguments), $iLimit);
	}
}
