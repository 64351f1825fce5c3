using System.CommandLine;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using P2PChain.Actors;
using P2PChain.Http.Documents;
using P2PChain.Node.Disk;
using P2PChain.Node.Screen;

namespace P2PChain.Node.Commands;

/// <summary><c>open</c>: prints an address that lets a browser in at a running node.</summary>
internal static class OpenCommand
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>The command.</summary>
    public static Command Make(Streams streams)
    {
        var (first, set) = (CommandLine.First(), CommandLine.Set());
        first.Description = "The configuration file or the port of the running node; without it, the default one.";
        var open = new Command("open", "Prints an address at which a browser may request and release items.")
        {
            first,
            set,
        };
        open.SetAction((parsed, stop) =>
            RunAsync(parsed.GetValue(first), parsed.GetValue(set) ?? [], streams, stop));
        return open;
    }

    private static async Task<int> RunAsync(
        string? first, string[] overrides, Streams streams, CancellationToken stop)
    {
        var configuration = NodeConfiguration.Load(first, overrides);
        if (!configuration.Errors.IsEmpty) return ConfigCommands.Refuse(configuration, streams);
        try
        {
            var place = HttpPlace.Find(configuration.Settings.DataDirectory);
            var code = await CodeAsync(place, stop).ConfigureAwait(false);
            await streams.Output.WriteLineAsync($"{PageText.AddressOf(place.Address, code)}").ConfigureAwait(false);
            await streams.Errors.WriteLineAsync(PageText.Hint).ConfigureAwait(false);
            return ExitCode.Ok;
        }
        catch (NodeStartException error)
        {
            await streams.Errors.WriteLineAsync(error.Failure.Sentence).ConfigureAwait(false);
            return error.Failure.ExitCode;
        }
        catch (Exception error) when (error is HttpRequestException or OperationCanceledException)
        {
            await streams.Errors.WriteLineAsync(
                $"The node does not answer ({CannotStart.OneLine(error.Message)}): its log says why, "
                + "or it is just stopping.").ConfigureAwait(false);
            return ExitCode.Unreachable;
        }
    }

    private static async Task<string> CodeAsync(HttpPlace place, CancellationToken stop)
    {
        using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false })
        {
            Timeout = Patience,
        };
        using var ask = new HttpRequestMessage(HttpMethod.Post, new Uri(place.Address, "api/codes"));
        ask.Headers.Authorization = new AuthenticationHeaderValue("Bearer", place.Token);
        ask.Content = JsonContent.Create(new { });
        using var answer = await client.SendAsync(ask, stop).ConfigureAwait(false);
        answer.EnsureSuccessStatusCode();
        var code = await answer.Content.ReadFromJsonAsync<CodeDocument>(stop).ConfigureAwait(false);
        return code?.Code ?? throw new HttpRequestException("it gave no code");
    }
}
