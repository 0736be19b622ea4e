<?php

namespace Carnet\TimeBook\Check;

use Combodo\iTop\Application\UI\Base\Component\Alert\AlertUIBlockFactory;
use Combodo\iTop\Application\UI\Base\Component\Title\TitleUIBlockFactory;
use Combodo\iTop\Controller\AbstractController;
use Dict;
use iTopWebPage;
use SecurityException;
use UserRights;
use utils;
use WebPage;

/** The page on which administrators see whether the time book can work here. */
class CheckController extends AbstractController
{
	public const ROUTE_NAMESPACE = 'timebook_check';

	public function OperationShow(): WebPage
	{
		$oPage = new iTopWebPage(Dict::S('TimeBook:Check:Title'));
		if (!UserRights::IsAdministrator()) {
			throw new SecurityException(rtrim(Dict::S('TimeBook:Refused:right_missing'), '.'));
		}
		$oPage->AddUiBlock(TitleUIBlockFactory::MakeForPage(Dict::S('TimeBook:Check:Title')));
		$aFindings = [...Collisions::Find(), ...Surroundings::Find(), ...Running::Find()];
		foreach ($aFindings as $oFinding) {
			$sWords = utils::EscapeHtml($oFinding->Words());
			$bProblem = $oFinding->sLevel === Finding::PROBLEM;
			$oPage->AddUiBlock($bProblem ? AlertUIBlockFactory::MakeForFailure('', $sWords) : AlertUIBlockFactory::MakeForWarning('', $sWords));
		}
		if ($aFindings === []) {
			$oPage->AddUiBlock(AlertUIBlockFactory::MakeForSuccess('', utils::EscapeHtml(Dict::S('TimeBook:Check:Fine'))));
		}

		return $oPage;
	}
}
