# Restore, build, test, publish: the dotnet commands that .ci/run uses too. Runs on Windows PowerShell 5 and on pwsh.
#   ./build.ps1                  all of it; the program is then in artifacts/p2pchain
#   ./build.ps1 build            up to that step
#   ./build.ps1 -Configuration Debug test
[CmdletBinding()]
param(
    [ValidateSet('restore', 'build', 'test', 'publish')]
    [string]$Target = 'publish',
    [ValidateSet('Debug', 'Release')]
    [string]$Configuration = 'Release'
)

$ErrorActionPreference = 'Stop'
$steps = 'restore', 'build', 'test', 'publish'
$solution = [System.IO.Path]::Combine($PSScriptRoot, 'P2PChain.Actors.sln')
$program = [System.IO.Path]::Combine($PSScriptRoot, 'src', 'P2PChain.Node')
$output = [System.IO.Path]::Combine($PSScriptRoot, 'artifacts', 'p2pchain')

function Invoke-Dotnet {
    & dotnet @args
    if ($LASTEXITCODE -ne 0) { throw "dotnet $args ended with exit code $LASTEXITCODE." }
}

foreach ($step in $steps[0..[array]::IndexOf($steps, $Target)]) {
    switch ($step) {
        'restore' { Invoke-Dotnet restore $solution }
        'build' { Invoke-Dotnet build $solution --no-restore --configuration $Configuration }
        'test' { Invoke-Dotnet test $solution --no-build --configuration $Configuration }
        'publish' { Invoke-Dotnet publish $program --no-build --configuration $Configuration --output $output }
    }
}
