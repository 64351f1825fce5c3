using System.CommandLine;
using System.Globalization;
using P2PChain.Actors;

namespace P2PChain.Node.Commands;

/// <summary>
/// <c>completion</c> prints a shell's script. The script asks with the words <c>[suggest:POSITION] LINE</c>.
/// </summary>
internal static class Completion
{
    private const string Mark = "[suggest:";

    private const string Bash = """
        _p2pchain() {
            local IFS=$'\n'
            COMPREPLY=($(compgen -W "$("${COMP_WORDS[0]}" "[suggest:$COMP_POINT]" "$COMP_LINE" 2>/dev/null)" \
                -- "${COMP_WORDS[COMP_CWORD]}"))
        }
        complete -o default -F _p2pchain p2pchain
        """;

    private const string Zsh = """
        #compdef p2pchain
        _p2pchain() {
            local -a found
            found=("${(@f)$("${words[1]}" "[suggest:$CURSOR]" "$BUFFER" 2>/dev/null)}")
            if [[ -n "${found[1]}" ]]; then compadd -a found; else _files; fi
        }
        compdef _p2pchain p2pchain
        """;

    private const string Fish = """
        function __p2pchain_suggest
            set -l line (commandline -cp)
            p2pchain "[suggest:"(string length -- "$line")"]" "$line" 2>/dev/null
        end
        complete -c p2pchain -a '(__p2pchain_suggest)'
        """;

    private const string PowerShell = """
        Register-ArgumentCompleter -Native -CommandName p2pchain -ScriptBlock {
            param($word, $line, $cursor)
            p2pchain "[suggest:$cursor]" "$line" | ForEach-Object {
                [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $_)
            }
        }
        """;

    /// <summary>The command.</summary>
    public static Command Make(Streams streams)
    {
        var shell = new Argument<string>("SHELL") { HelpName = "bash|zsh|fish|pwsh" };
        shell.CompletionSources.Add("bash", "zsh", "fish", "pwsh");
        shell.Validators.Add(static result =>
        {
            if (result.Tokens is [{ Value: not ("bash" or "zsh" or "fish" or "pwsh") }])
                result.AddError("The shell is bash, zsh, fish or pwsh.");
        });
        var completion = new Command("completion", "Prints a script that lets a shell complete the words.") { shell };
        completion.SetAction(parsed =>
        {
            var script = parsed.GetValue(shell) switch
            {
                "zsh" => Zsh,
                "fish" => Fish,
                "pwsh" => PowerShell,
                _ => Bash,
            };
            streams.Output.Write(script.ReplaceLineEndings("\n") + "\n");
            return ExitCode.Ok;
        });
        return completion;
    }

    /// <summary>Answers a shell's script.</summary>
    /// <param name="root">The commands.</param>
    /// <param name="args">The words of the command line.</param>
    /// <param name="streams">Where to print.</param>
    /// <returns>Whether the words were a question of a script.</returns>
    public static bool TryAnswer(RootCommand root, string[] args, Streams streams)
    {
        if (args is not [[.., ']'] mark, var line] || !mark.StartsWith(Mark, StringComparison.Ordinal)) return false;
        if (!int.TryParse(
            mark.AsSpan(Mark.Length, mark.Length - Mark.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture,
            out var position)) return false;
        var typed = line[..Math.Min(position, line.Length)];
        var first = typed.IndexOf(' ', StringComparison.Ordinal); // the program may have been named by a path
        if (first < 0) return true;
        var words = root.Name + typed[first..];
        foreach (var found in root.Parse(words).GetCompletions(words.Length)) streams.Output.WriteLine(found.Label);
        return true;
    }
}
