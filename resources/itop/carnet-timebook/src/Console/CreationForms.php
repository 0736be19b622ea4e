<?php

namespace Carnet\TimeBook\Console;

use Combodo\iTop\Service\Events\EventData;
use Combodo\iTop\Service\Events\EventService;
use Combodo\iTop\Service\Events\iEventServiceSetup;

/** What nobody need fill in when something is created: it is known, or computed. */
class CreationForms implements iEventServiceSetup
{
	private const KNOWN = [
		'ContractTimeEntry' => [
			'contract_why', 'held_seconds', 'factor_percent', 'state', 'counted_on', 'late', 'reverses', 'replaces', 'source', 'log_state', 'uid',
			'worked_text', 'counted_text',
		],
		'ContractTimeProvision' => ['author_id', 'uid', 'seconds_text'],
		'Ticket' => ['time_contract_by', 'time_contract_balance', 'time_contract_percent', 'time_contract_end', 'time_counted'],
	];

	public function RegisterEventsAndListeners()
	{
		foreach (self::KNOWN as $sClass => $aCodes) {
			$fHide = function (EventData $oData) use ($aCodes): void {
				foreach ($aCodes as $sCode) {
					$oData->Get('object')->ForceInitialAttributeFlags($sCode, OPT_ATT_HIDDEN);
				}
			};
			EventService::RegisterListener(EVENT_DB_SET_INITIAL_ATTRIBUTES_FLAGS, $fHide, $sClass, [], null, 0.0, 'carnet-timebook');
		}
	}
}
