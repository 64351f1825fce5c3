using System.CommandLine;
using P2PChain.Node.Screen;

namespace P2PChain.Node.Client;

/// <summary>Options with a few words as their values.</summary>
internal static class FormatOptions
{
    /// <summary>Restricts an option to some words, which are also its completions.</summary>
    public static Option<string?> OneOf(Option<string?> option, params string[] words)
    {
        option.CompletionSources.Add(words);
        option.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: var typed }] && !words.Contains(typed))
                result.AddError($"{SafeLine.Of(typed)} is no value of {option.Name}: write {option.HelpName}.");
        });
        return option;
    }
}
