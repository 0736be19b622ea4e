<?php

namespace Carnet\TimeBook\Console;

use DBObject;
use MetaModel;
use utils;

/** Addresses of the time book's own pages in the console. */
final class Routes
{
	public static function CountTime(DBObject $oTicket): string
	{
		return self::Page('count_time', ['class' => get_class($oTicket), 'id' => (int)$oTicket->GetKey()]);
	}

	/** What the desktop application starts a ticket's timer by; empty where the setting says that nobody has it. */
	public static function StartInCarnet(DBObject $oTicket): string
	{
		if (!MetaModel::GetModuleSetting('carnet-timebook', 'start_link', true)) {
			return '';
		}
		$aTicket = ['class' => get_class($oTicket), 'id' => (int)$oTicket->GetKey(), 'ref' => (string)$oTicket->Get('ref')];

		return 'carnet://start?'.http_build_query(['itop' => utils::GetAbsoluteUrlAppRoot()] + $aTicket);
	}

	/** @param array<int> $aIds entries to be ticked */
	public static function Held(array $aIds = []): string
	{
		return self::Page('held', $aIds === [] ? [] : ['ids' => implode(',', $aIds)]);
	}

	public static function NewProvision(DBObject $oContract): string
	{
		$aDefaults = ['contract_id' => (int)$oContract->GetKey(), 'date' => date('Y-m-d'), 'kind' => 'topup'];

		return self::Console(['operation' => 'new', 'class' => 'ContractTimeProvision', 'default' => $aDefaults]);
	}

	public static function Ticket(string $sClass, int $iId): string
	{
		return self::Console(['operation' => 'details', 'class' => $sClass, 'id' => $iId]);
	}

	public static function Page(string $sOperation, array $aParameters = []): string
	{
		return self::Console(['route' => TimeBookController::ROUTE_NAMESPACE.".$sOperation"] + $aParameters);
	}

	/** For answers that are no page. */
	public static function Ajax(string $sOperation, array $aParameters = []): string
	{
		$aQuery = ['route' => TimeBookController::ROUTE_NAMESPACE.".$sOperation"] + $aParameters;

		return utils::GetAbsoluteUrlAppRoot().'pages/ajax.render.php?'.http_build_query($aQuery);
	}

	private static function Console(array $aParameters): string
	{
		return utils::GetAbsoluteUrlAppRoot().'pages/UI.php?'.http_build_query($aParameters);
	}
}
