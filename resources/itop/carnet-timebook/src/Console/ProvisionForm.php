<?php

namespace Carnet\TimeBook\Console;

use Combodo\iTop\Service\Events\EventData;
use Combodo\iTop\Service\Events\EventService;
use Combodo\iTop\Service\Events\iEventServiceSetup;

/** What a Service Manager need not fill in: who adds a provision, and its identifier, are known. */
class ProvisionForm implements iEventServiceSetup
{
	private const KNOWN = ['author_id', 'uid'];

	public function RegisterEventsAndListeners()
	{
		$fHide = function (EventData $oData): void {
			foreach (self::KNOWN as $sCode) {
				$oData->Get('object')->ForceInitialAttributeFlags($sCode, OPT_ATT_HIDDEN);
			}
		};
		EventService::RegisterListener(EVENT_DB_SET_INITIAL_ATTRIBUTES_FLAGS, $fHide, 'ContractTimeProvision', [], null, 0.0, 'carnet-timebook');
	}
}
