using System.Diagnostics;
using System.Globalization;

namespace P2PChain.Benchmarks;

/// <summary>A node process whose console is typed to and listened to.</summary>
internal sealed class ConsoleProcess : IDisposable
{
    private static readonly TimeSpan StartMax = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly Lock _gate = new();
    private readonly List<(string Text, TaskCompletionSource<string> Printed)> _awaited = [];

    private ConsoleProcess(Process process)
    {
        _process = process;
        process.OutputDataReceived += (_, line) => OnLine(line.Data);
        process.BeginOutputReadLine();
    }

    public int Port { get; private set; }

    /// <summary>The address of the HTTP server: host:port.</summary>
    public string Http { get; private set; } = "";

    public long ResidentMebibytes
    {
        get
        {
            _process.Refresh();
            return _process.WorkingSet64 >> 20;
        }
    }

    public static async Task<ConsoleProcess> StartAsync(string directory, string name)
    {
        var start = new ProcessStartInfo(
            Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "p2pchain.exe" : "p2pchain"),
            ["0", "--set", $"p2pchain.data={Path.Combine(directory, name)}"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        var node = new ConsoleProcess(Process.Start(start)!);
        var http = node.WhenPrinted("http 127.0.0.1:");
        var line = await node.WhenPrinted("listens on ").WaitAsync(StartMax);
        node.Port = int.Parse(line[(line.LastIndexOf(':') + 1)..], CultureInfo.InvariantCulture);
        node.Http = (await http.WaitAsync(StartMax)).Split(' ')[1];
        return node;
    }

    /// <summary>Completes with the next line that holds this text.</summary>
    public Task<string> WhenPrinted(string text)
    {
        var printed = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate) _awaited.Add((text, printed));
        return printed.Task;
    }

    public void Type(string line)
    {
        _process.StandardInput.Write(line + "\n");
        _process.StandardInput.Flush();
    }

    public void Dispose()
    {
        _process.StandardInput.Close();
        if (!_process.WaitForExit(TimeSpan.FromSeconds(10))) _process.Kill();
        _process.Dispose();
    }

    private void OnLine(string? line)
    {
        if (line is null) return;
        lock (_gate)
        {
            foreach (var (_, printed) in _awaited.Where(awaited => line.Contains(awaited.Text, StringComparison.Ordinal)))
                printed.TrySetResult(line);
            _awaited.RemoveAll(awaited => awaited.Printed.Task.IsCompleted);
        }
    }
}
