<?php

namespace Carnet\TimeBook\Console;

use AbstractApplicationUIExtension;
use CustomerContract;
use Dict;
use WebPage;

/** The time book on contracts: two tabs, and a preview beside the scope while it is typed. */
class ContractPanel extends AbstractApplicationUIExtension
{
	public function OnDisplayProperties($oObject, WebPage $oPage, $bEditMode = false)
	{
		if (!$bEditMode || !$oObject instanceof CustomerContract || !Rights::MayWrite('CustomerContract')) {
			return;
		}
		$aSettings = ['url' => Routes::Ajax('scope_preview'), 'contract' => (int)$oObject->GetKey(), 'asking' => Dict::S('TimeBook:Scope:Asking')];
		Scripts::Link($oPage, 'scope-preview.js');
		$oPage->add_ready_script('TimeBookScope.watch('.json_encode($aSettings, JSON_HEX_TAG | JSON_HEX_AMP).');');
	}

	public function OnDisplayRelations($oObject, WebPage $oPage, $bEditMode = false)
	{
		if (!$bEditMode && $oObject instanceof CustomerContract && !$oObject->IsNew()) {
			ContractTabs::Display($oObject, $oPage);
		}
	}
}
