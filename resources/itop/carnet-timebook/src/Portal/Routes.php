<?php

namespace Carnet\TimeBook\Portal;

use Combodo\iTop\Portal\Routing\ItopExtensionsExtraRoutes;
use utils;

/** Addresses of the time book in the portal. */
final class Routes
{
	public static function Register(): void
	{
		$aRoutes = [];
		foreach (['csv' => 'CsvAction', 'print' => 'PrintAction'] as $sKind => $sAction) {
			$aRoutes[] = [
				'pattern' => "/time-book/{iContract}/$sKind",
				'callback' => StatementController::class."::$sAction",
				'bind' => "p_timebook_$sKind",
				'asserts' => ['iContract' => '\d+'],
			];
		}
		ItopExtensionsExtraRoutes::AddRoutes($aRoutes);
		ItopExtensionsExtraRoutes::AddControllersClasses([StatementController::class]);
	}

	public static function Url(int $iContract, string $sKind): string
	{
		return self::Absolute("/time-book/$iContract/$sKind");
	}

	public static function Ticket(string $sClass, int $iId): string
	{
		return self::Absolute("/object/view/$sClass/$iId");
	}

	/** A portal's pages are all behind one address, whose parameters say which portal it is. */
	private static function Absolute(string $sPath): string
	{
		$sModule = utils::ReadParam('exec_module', 'itop-portal-base');
		$sQuery = http_build_query(['exec_module' => $sModule, 'exec_page' => 'index.php', 'portal_id' => $_ENV['PORTAL_ID']]);

		return utils::GetAbsoluteUrlAppRoot()."pages/exec.php$sPath?$sQuery";
	}
}

Routes::Register();
