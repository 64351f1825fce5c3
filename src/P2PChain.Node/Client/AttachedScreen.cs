using System.Collections.Immutable;
using P2PChain.Actors;
using P2PChain.Actors.Console;
using P2PChain.Core.Primitives;
using P2PChain.Node.Screen;

namespace P2PChain.Node.Client;

/// <summary>
/// The loop at the prompt of another process's node, as <see cref="ConsoleScreen"/> has it for its own: a line is read
/// once the previous one has its first reply, and later replies come in between.
/// </summary>
/// <param name="client">The node.</param>
/// <param name="address">Its base address.</param>
/// <param name="lines">The source of commands.</param>
/// <param name="screen">The destination of answers.</param>
/// <param name="isScript">Whether the lines come from a pipe or a file.</param>
internal sealed class AttachedScreen(
    NodeClient client, Uri address, PromptLines lines, ScreenWriter screen, bool isScript)
{
    /// <summary>The time after which a command is given up. A connect may take three dials.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly List<Open> _open = [];
    private int _code = ExitCode.Ok;

    /// <summary>Runs until <c>exit</c> or the end of input, and the open commands to their end.</summary>
    /// <param name="stop">Ends it at once.</param>
    /// <returns>The exit code: the worst of a script's commands; 0 for a person's.</returns>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public async Task<int> RunAsync(CancellationToken stop)
    {
        screen.Write(Menu.Lines);
        while (await lines.ReadAsync(stop).ConfigureAwait(false) is { } entry and not Entry.Exit)
            await ExecuteAsync(entry, stop).ConfigureAwait(false);
        await Task.WhenAll(_open.Select(static open => open.Ended)).WaitAsync(stop).ConfigureAwait(false);
        return isScript ? _code : ExitCode.Ok;
    }

    private async Task ExecuteAsync(Entry entry, CancellationToken stop)
    {
        switch (entry)
        {
            case Entry.Say say:
                screen.Write(say.Lines);
                if (say.IsWrong) Worsen(ExitCode.Usage);
                break;
            case Entry.Page: await TryAsync(() => ShowPageAsync(stop), stop).ConfigureAwait(false); break;
            case Entry.Do { Command: var command }: await BeginAsync(command, stop).ConfigureAwait(false); break;
        }
    }

    private async Task ShowPageAsync(CancellationToken stop)
    {
        var made = await client.AskAsync(HttpMethod.Post, "api/codes", "{}", stop).ConfigureAwait(false);
        var code = NodeClient.Text(made.Document, "code") ?? "";
        screen.Write(PageText.Of(PageText.AddressOf(address, code)));
    }

    /// <summary>Starts a command, and waits for its first reply.</summary>
    private async Task BeginAsync(ConsoleProtocol.Command command, CancellationToken stop)
    {
        _open.RemoveAll(static open => open.Ended.IsCompleted);
        if (isScript)
        {
            var before = _open.Where(open => ScriptOrder.Waits(command, open.Command));
            await Task.WhenAll(before.Select(static open => open.Ended)).WaitAsync(stop).ConfigureAwait(false);
        }
        var first = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var ended = TryAsync(() => FollowAsync(command, first, stop), stop);
        _open.Add(new Open(command, ended));
        await Task.WhenAny(first.Task, ended).WaitAsync(stop).ConfigureAwait(false);
    }

    private async Task FollowAsync(
        ConsoleProtocol.Command command, TaskCompletionSource first, CancellationToken stop)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(stop);
        patience.CancelAfter(Patience);
        var pending = new PendingCommand(command, null, []);
        var (replies, isWhole) = (0, false);
        try
        {
            await foreach (var reply in RemoteConsole.ExecuteAsync(client, command, patience.Token)
                .ConfigureAwait(false))
            {
                screen.Write(reply.Lines);
                Worsen(reply.Code);
                if (reply.Item is not null) pending = pending with { Waiting = After(pending.Waiting, reply) };
                isWhole = ++replies == 1 && reply.State == "refused";
                first.TrySetResult();
            }
            if (isWhole && command is ConsoleProtocol.Request { Uids.Length: > 1 })
                screen.Write([ScreenLine.Of("so none of these items was requested", Tone.Bad)]);
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            screen.Write(pending.GivenUp(Patience));
            Worsen(ExitCode.Unknown);
        }
    }

    private static ImmutableSortedSet<ItemId> After(ImmutableSortedSet<ItemId> waiting, Reply reply) =>
        !ItemId.TryParse(reply.Item, out var item) ? waiting
        : reply.State == "accepted" ? waiting.Add(item)
        : waiting.Remove(item);

    private async Task TryAsync(Func<Task> work, CancellationToken stop)
    {
        try
        {
            await work().ConfigureAwait(false);
        }
        catch (ClientException error)
        {
            screen.Write([ScreenLine.Of(error.Message, Tone.Bad)]);
            Worsen(error.ExitCode);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The session ends.
        }
    }

    // Commands run side by side.
    private void Worsen(int code)
    {
        lock (_open) _code = ExitCode.Worse(_code, code);
    }

    private sealed record Open(ConsoleProtocol.Command Command, Task Ended);
}
