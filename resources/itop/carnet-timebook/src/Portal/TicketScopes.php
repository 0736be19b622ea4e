<?php

namespace Carnet\TimeBook\Portal;

use Combodo\iTop\Portal\Helper\ScopeValidatorHelper;
use DBObjectSet;
use ModuleDesign;
use UserRights;
use utils;

/** Which tickets the viewer may open in this portal: entries are shown for these and no others. */
final class TicketScopes
{
	private ScopeValidatorHelper $oScopes;

	public function __construct()
	{
		// The page of a contract is asked for by a form, which has no services: the same scopes, from the portal's own cache.
		$sPortal = $_ENV['PORTAL_ID'];
		$this->oScopes = new ScopeValidatorHelper(new ModuleDesign($sPortal), $sPortal, utils::GetCachePath()."portals/$sPortal-{$_ENV['APP_ENV']}/");
	}

	/**
	 * @param array<int, string> $aClasses final class by id
	 *
	 * @return array<int, true>
	 */
	public function Visible(array $aClasses): array
	{
		$aByClass = [];
		foreach ($aClasses as $iId => $sClass) {
			$aByClass[$sClass][] = $iId;
		}
		$aVisible = [];
		foreach ($aByClass as $sClass => $aIds) {
			$oSearch = $this->oScopes->GetScopeFilterForProfiles(UserRights::ListProfiles(), $sClass, UR_ACTION_READ);
			if ($oSearch === null || UserRights::IsActionAllowed($sClass, UR_ACTION_READ) == UR_ALLOWED_NO) {
				continue;
			}
			$oSearch->AddCondition('id', $aIds, 'IN');
			$oSet = new DBObjectSet($oSearch);
			$oSet->OptimizeColumnLoad([$oSearch->GetClassAlias() => []]);
			$aVisible += array_fill_keys(array_map('intval', $oSet->GetColumnAsArray('id', false)), true);
		}

		return $aVisible;
	}
}
