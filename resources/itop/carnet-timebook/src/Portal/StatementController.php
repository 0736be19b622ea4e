<?php

namespace Carnet\TimeBook\Portal;

use Combodo\iTop\Portal\Controller\AbstractController;
use Combodo\iTop\Portal\Helper\ScopeValidatorHelper;
use Combodo\iTop\Portal\Helper\SecurityHelper;
use Dict;
use MetaModel;
use Symfony\Component\HttpFoundation\HeaderUtils;
use Symfony\Component\HttpFoundation\Response;
use Symfony\Component\HttpKernel\Exception\NotFoundHttpException;
use UserRights;
use utils;

/** A contract's entries to take away: CSV, or a page for paper and PDF. Whoever may not open the contract finds nothing here. */
class StatementController extends AbstractController
{
	public function __construct(private readonly SecurityHelper $oSecurity, private readonly ScopeValidatorHelper $oScopes)
	{
	}

	public function CsvAction(int $iContract): Response
	{
		$oContract = $this->Contract($iContract);
		$oResponse = new Response(Statement::Csv($oContract));
		$sName = preg_replace('/[^\w.-]+/u', '-', $oContract->GetRawName());
		$sPlain = preg_replace('/[^\w.-]+/', '-', $sName);
		$oResponse->headers->set('Content-Type', 'text/csv; charset=utf-8');
		$oResponse->headers->set('Content-Disposition', HeaderUtils::makeDisposition('attachment', "$sName.csv", "$sPlain.csv"));

		return $oResponse;
	}

	public function PrintAction(int $iContract): Response
	{
		$oContract = $this->Contract($iContract);
		$sLanguage = strtolower(substr(UserRights::GetUserLanguage(), 0, 2));
		$sTitle = utils::EscapeHtml($oContract->GetRawName());
		$sStyles = utils::EscapeHtml(\Carnet\TimeBook\Console\Styles::Url());
		$sPage = (new ContractPage($oContract, true))->Html();
		$sPrint = utils::EscapeHtml(Dict::S('TimeBook:Portal:Print'));

		return new Response(<<<HTML
<!DOCTYPE html>
<html lang="$sLanguage">
<head><meta charset="utf-8"><title>$sTitle</title><link rel="stylesheet" href="$sStyles"></head>
<body class="timebook-paper"><button type="button" onclick="window.print()">$sPrint</button>$sPage</body>
</html>
HTML);
	}

	private function Contract(int $iContract): \CustomerContract
	{
		$oContract = $this->oSecurity->IsActionAllowed(UR_ACTION_READ, 'CustomerContract', $iContract)
			? MetaModel::GetObject('CustomerContract', $iContract, false, $this->oScopes->IsAllDataAllowedForScope(UserRights::ListProfiles(), 'CustomerContract'))
			: null;

		return $oContract ?? throw new NotFoundHttpException(Dict::S('UI:ObjectDoesNotExist'));
	}
}
