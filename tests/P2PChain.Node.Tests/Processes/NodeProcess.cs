using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;

namespace P2PChain.Node.Tests.Processes;

/// <summary>
/// A real <c>p2pchain</c> process: the executable that stands beside the tests. What it prints is kept from the start, and told
/// in full when an expectation fails.
/// </summary>
public sealed class NodeProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private static readonly Dictionary<string, string> NoVariables = [];

    /// <summary>
    /// What starts a process with the usual signals where the tests run without, as under <c>nohup</c> and behind <c>&amp;</c> in a
    /// script: an ignored signal is inherited.
    /// </summary>
    private static readonly string[] DefaultSignals = IgnoresSignals() ? ["env", "--default-signal=HUP,INT,QUIT,TERM"] : [];

    private readonly Process _process;
    private readonly ProcessTranscript _transcript;
    private readonly Task _output;
    private readonly Task _errors;

    private NodeProcess(Process process)
    {
        _process = process;
        _transcript = new ProcessTranscript();
        _output = ReadAsync(process.StandardOutput, ProcessTranscript.Output);
        _errors = ReadAsync(process.StandardError, ProcessTranscript.Errors);
    }

    /// <summary>The executable under test.</summary>
    public static string Executable { get; } =
        Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "p2pchain.exe" : "p2pchain");

    /// <summary>The process's number.</summary>
    public int Pid => _process.Id;

    /// <summary>Where a node listens; known after <see cref="StartNodeAsync"/>.</summary>
    public int Port { get; private set; }

    /// <summary>Whole lines of standard output so far.</summary>
    public IReadOnlyList<string> OutputLines => _transcript.Lines(ProcessTranscript.Output);

    /// <summary>Whole lines of standard error so far.</summary>
    public IReadOnlyList<string> ErrorLines => _transcript.Lines(ProcessTranscript.Errors);

    /// <summary>Everything typed and printed, in order of time, for the messages of failed tests.</summary>
    public string Transcript => _transcript.ToString();

    /// <summary>Starts the program.</summary>
    /// <param name="directory">Its working directory.</param>
    /// <param name="arguments">Its arguments.</param>
    public static NodeProcess Start(string directory, params string[] arguments) => Start(
        directory, NoVariables, arguments);

    /// <summary>Starts the program with some environment variables.</summary>
    public static NodeProcess Start(
        string directory, IReadOnlyDictionary<string, string> environment, params string[] arguments) =>
        Start(directory, environment, [], arguments);

    /// <summary>Starts the program by another one, such as <c>ip netns exec NAME</c>, that becomes it.</summary>
    public static NodeProcess Start(
        string directory, IReadOnlyDictionary<string, string> environment, string[] launcher, string[] arguments)
    {
        string[] command = [.. DefaultSignals, .. launcher, Executable, .. arguments];
        var start = new ProcessStartInfo(command[0], command[1..])
        {
            WorkingDirectory = directory,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        foreach (var name in start.Environment.Keys.Where(static name => name.StartsWith("P2PCHAIN", StringComparison.OrdinalIgnoreCase)).ToArray())
            start.Environment.Remove(name);
        foreach (var (name, value) in environment) start.Environment[name] = value;
        return new NodeProcess(
            Process.Start(start) ?? throw new InvalidOperationException("The process did not start."));
    }

    /// <summary>
    /// Starts the program through a shell that arranges its standard streams, as in <c>&lt;&amp;-</c>.
    /// </summary>
    /// <param name="directory">Its working directory.</param>
    /// <param name="redirections">What a shell takes behind a command.</param>
    /// <param name="arguments">Its arguments.</param>
    public static NodeProcess StartRedirected(string directory, string redirections, params string[] arguments) =>
        Start(directory, NoVariables, ["/bin/sh", "-c", $"exec \"$0\" \"$@\" {redirections}"], arguments);

    /// <summary>
    /// Starts the program as a user who may do nothing, if the tests run as root; else as the same user.
    /// </summary>
    public static NodeProcess StartUnprivileged(string directory, params string[] arguments) => Start(
        directory,
        NoVariables,
        Environment.IsPrivilegedProcess ? ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"] : [],
        arguments);

    /// <summary>Starts a node on a free port of this machine and waits until it listens.</summary>
    /// <param name="directory">Its working directory.</param>
    /// <param name="data">Its data directory.</param>
    /// <param name="port">A port; 0 for any free one.</param>
    /// <param name="arguments">More arguments.</param>
    public static async Task<NodeProcess> StartNodeAsync(
        string directory, string data, int port = 0, params string[] arguments)
    {
        var node = Start(
            directory, [port.ToString(CultureInfo.InvariantCulture), "--set", $"p2pchain.data={data}", .. arguments]);
        var listens = await node.ExpectAsync(@"listens on \S+:(\d+)");
        node.Port = int.Parse(listens.Groups[1].Value, CultureInfo.InvariantCulture);
        return node;
    }

    /// <summary>Types a line.</summary>
    public Task SendAsync(string line) => TypeAsync(line + "\n");

    /// <summary>Types keys.</summary>
    public async Task TypeAsync(string keys)
    {
        _transcript.Add(ProcessTranscript.Input, keys.TrimEnd('\n'));
        await _process.StandardInput.WriteAsync(keys);
        await _process.StandardInput.FlushAsync();
    }

    /// <summary>Types bytes, which need not be text.</summary>
    public async Task TypeAsync(byte[] bytes)
    {
        _transcript.Add(ProcessTranscript.Input, System.Text.Encoding.UTF8.GetString(bytes).TrimEnd('\n'));
        await _process.StandardInput.BaseStream.WriteAsync(bytes);
        await _process.StandardInput.BaseStream.FlushAsync();
    }

    /// <summary>Ends the input.</summary>
    public void EndInput()
    {
        _transcript.Add(ProcessTranscript.Input, "(end)");
        _process.StandardInput.Close();
    }

    /// <summary>
    /// Waits for a line of standard output, after the one that was expected last; the lines before it are passed over.
    /// </summary>
    public Task<Match> ExpectAsync([StringSyntax(StringSyntaxAttribute.Regex)] string pattern, TimeSpan? timeout = null) =>
        _transcript.ExpectAsync(ProcessTranscript.Output, pattern, timeout ?? Patience, fromStart: false);

    /// <summary>
    /// Waits for a line of standard output, whenever it came: for news, whose order is nobody's promise.
    /// </summary>
    public Task<Match> SeenAsync([StringSyntax(StringSyntaxAttribute.Regex)] string pattern, TimeSpan? timeout = null) =>
        _transcript.ExpectAsync(ProcessTranscript.Output, pattern, timeout ?? Patience, fromStart: true);

    /// <summary>Waits for a line of standard error, after the one that was expected last.</summary>
    public Task<Match> ExpectErrorAsync([StringSyntax(StringSyntaxAttribute.Regex)] string pattern, TimeSpan? timeout = null) =>
        _transcript.ExpectAsync(ProcessTranscript.Errors, pattern, timeout ?? Patience, fromStart: false);

    /// <summary>Waits for the process's end and for all that it printed.</summary>
    /// <returns>The exit code; 128 and the signal's number for a killed process.</returns>
    public async Task<int> ExitCodeAsync(TimeSpan? timeout = null)
    {
        try
        {
            await Task.WhenAll(_process.WaitForExitAsync(), _output, _errors).WaitAsync(timeout ?? Patience);
        }
        catch (TimeoutException)
        {
            Assert.Fail($"The process has not ended.\n{Transcript}");
        }

        return _process.ExitCode;
    }

    /// <summary>kill -9: the process gets no chance to say or save anything.</summary>
    public async Task KillAsync()
    {
        _transcript.Add(ProcessTranscript.Input, "(killed)");
        _process.Kill();
        await ExitCodeAsync();
    }

    /// <summary>Sends SIGTERM, as a service manager does.</summary>
    public void Terminate() => Signal("SIGTERM", 15);

    /// <summary>Sends SIGHUP, as a terminal that goes away does.</summary>
    public void HangUp() => Signal("SIGHUP", 1);

    /// <summary>Sends SIGINT, as Ctrl+C does.</summary>
    public void Interrupt() => Signal("SIGINT", 2);

    /// <summary>Sends SIGSTOP: the process stands still, as on a machine that sleeps.</summary>
    public void Freeze() => Signal("SIGSTOP", OperatingSystem.IsMacOS() ? 17 : 19);

    /// <summary>Sends SIGCONT.</summary>
    public void Thaw() => Signal("SIGCONT", OperatingSystem.IsMacOS() ? 19 : 18);

    /// <summary>Ends the process if it still runs.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited) await KillAsync();
        _process.Dispose();
    }

    private static bool IgnoresSignals()
    {
        const string Status = "/proc/self/status";
        const string Ignored = "SigIgn:";
        const ulong HangUp = 1UL << 0, Interrupt = 1UL << 1, Quit = 1UL << 2, Terminate = 1UL << 14;
        if (!File.Exists(Status)) return false;
        var line = File.ReadLines(Status).Single(static line => line.StartsWith(Ignored, StringComparison.Ordinal));
        var mask = ulong.Parse(
            line.AsSpan(Ignored.Length).Trim(), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        return (mask & (HangUp | Interrupt | Quit | Terminate)) != 0;
    }

    [DllImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SendSignal(int pid, int signal);

    private void Signal(string name, int number)
    {
        _transcript.Add(ProcessTranscript.Input, $"({name})");

        // There is nobody to signal once it has ended, which it may do at any moment.
        Assert.True(SendSignal(Pid, number) == 0 || _process.WaitForExit(TimeSpan.FromSeconds(1)), Transcript);
    }

    private async Task ReadAsync(StreamReader reader, string stream)
    {
        while (await reader.ReadLineAsync() is { } line) _transcript.Add(stream, line);
        _transcript.End(stream);
    }
}
