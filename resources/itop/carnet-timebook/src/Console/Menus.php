<?php

namespace Carnet\TimeBook\Console;

use CustomerContract;
use DBObject;
use DBObjectSet;
use Dict;
use iPopupMenuExtension;
use URLPopupMenuItem;

/** The time book's entries in iTop's "Other actions". */
class Menus implements iPopupMenuExtension
{
	public static function EnumItems($iMenuId, $param)
	{
		return match ($iMenuId) {
			iPopupMenuExtension::MENU_OBJDETAILS_ACTIONS => self::OfObject($param),
			iPopupMenuExtension::MENU_OBJLIST_ACTIONS => self::OfList($param),
			default => [],
		};
	}

	/** @return array<URLPopupMenuItem> */
	private static function OfObject(DBObject $oObject): array
	{
		if (TicketPanel::IsFor($oObject) && TicketPanel::MaySpend()) {
			return self::OfTicket($oObject);
		}
		if ($oObject instanceof CustomerContract && Rights::MayWrite('ContractTimeProvision')) {
			return [new URLPopupMenuItem('TimeBook:AddProvision', Dict::S('TimeBook:AddProvision'), Routes::NewProvision($oObject))];
		}
		if (get_class($oObject) === 'ContractTimeEntry' && $oObject->Get('state') === 'held' && Rights::MayWrite('ContractTimeProvision')) {
			return [self::Decide([(int)$oObject->GetKey()])];
		}

		return [];
	}

	/** @return array<URLPopupMenuItem> */
	private static function OfTicket(DBObject $oTicket): array
	{
		$aItems = [new URLPopupMenuItem('TimeBook:CountTime', Dict::S('TimeBook:CountTime'), Routes::CountTime($oTicket))];
		$sStart = Routes::StartInCarnet($oTicket);
		if ($sStart !== '') {
			$aItems[] = new URLPopupMenuItem('TimeBook:StartInCarnet', Dict::S('TimeBook:StartInCarnet'), $sStart);
		}

		return $aItems;
	}

	/** @return array<URLPopupMenuItem> */
	private static function OfList(DBObjectSet $oSet): array
	{
		return $oSet->GetClass() === 'ContractTimeEntry' && Rights::MayWrite('ContractTimeProvision') ? [self::Decide([])] : [];
	}

	private static function Decide(array $aIds): URLPopupMenuItem
	{
		return new URLPopupMenuItem('TimeBook:Held:Decide', Dict::S('TimeBook:Held:Decide'), Routes::Held($aIds));
	}
}
