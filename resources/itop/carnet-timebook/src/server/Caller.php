<?php

namespace Carnet\TimeBook;

use DBObjectSearch;
use DBObjectSet;
use MetaModel;
use UserRights;

/** The account that calls, and what it may. Rights are asked of iTop, class by class, never of a profile's name. */
final class Caller
{
	/** @param array<int> $aTeams */
	private function __construct(public readonly int $iPerson, public readonly string $sName, public readonly array $aTeams)
	{
	}

	/** The connected account; null where it has no person. */
	public static function Connected(): ?self
	{
		$iPerson = (int)UserRights::GetContactId();
		$oPerson = $iPerson > 0 ? MetaModel::GetObject('Person', $iPerson, false, true) : null;
		if ($oPerson === null) {
			return null;
		}
		$oTeams = DBObjectSearch::FromOQL('SELECT lnkPersonToTeam WHERE person_id = :person', ['person' => $iPerson]);
		$oTeams->AllowAllData();
		$aTeams = array_map('intval', (new DBObjectSet($oTeams))->GetColumnAsArray('team_id', false));
		sort($aTeams);

		return new self($iPerson, (string)$oPerson->GetName(), $aTeams);
	}

	/** Whether the account may have entries at all; the verbs grant writing its own, so that nobody is given bulk write for this. */
	public function IsAgent(): bool
	{
		return UserRights::IsActionAllowed('ContractTimeEntry', UR_ACTION_READ) == UR_ALLOWED_YES;
	}

	/** Whether the account may write provisions, decide on held work, and write for others. */
	public function IsManager(): bool
	{
		return self::MayManage();
	}

	public static function MayManage(): bool
	{
		return UserRights::IsActionAllowed('ContractTimeProvision', UR_ACTION_MODIFY) == UR_ALLOWED_YES;
	}

	/** @return array<string> */
	public function Permissions(): array
	{
		return array_merge($this->IsAgent() ? ['push', 'pull'] : [], $this->IsManager() ? ['provision', 'held', 'for_others'] : []);
	}

	/** What decides which rows this account sees: a change makes a client read everything again. */
	public function RightsKey(string $sScope): string
	{
		$oOrganizations = DBObjectSearch::FromOQL('SELECT URP_UserOrg WHERE userid = :user', ['user' => UserRights::GetUserId()]);
		$oOrganizations->AllowAllData();
		$aOrganizations = (new DBObjectSet($oOrganizations))->GetColumnAsArray('allowed_org_id', false);
		$aProfiles = UserRights::ListProfiles();
		sort($aOrganizations);
		sort($aProfiles);

		return substr(hash('sha256', json_encode([$this->iPerson, $this->aTeams, $aProfiles, $aOrganizations, $sScope])), 0, 16);
	}
}
