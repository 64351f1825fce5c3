using System.Globalization;
using P2PChain.Core.Json;
using P2PChain.Core.Wire;

namespace P2PChain.Fuzz.Tests;

/// <summary>
/// The loop that reads mutations: that it finds what is there to be found, and says so; the long runs are another
/// command.
/// </summary>
public sealed class FuzzTests
{
    public static TheoryData<string> Names => [.. FuzzTargets.All.Select(target => target.Name)];

    [Fact]
    public void Everything_that_reads_what_comes_from_outside_has_a_target() => Assert.Equal(
        ["hocon", "lines", "json", "readers", "message", "transaction", "block", "handshake", "datagram", "console"],
        FuzzTargets.All.Select(target => target.Name));

    [Theory]
    [MemberData(nameof(Names))]
    public void A_target_keeps_its_promise_and_sees_good_inputs_and_bad(string name)
    {
        var report = new FuzzLoop(Target(name), seed: 7).Run(1_500);
        Assert.Null(report.Crash?.Error);
        Assert.Null(report.Lacks);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_seed_makes_the_same_inputs_again(string name)
    {
        Assert.Equal(Inputs(Target(name), 7), Inputs(Target(name), 7));
        Assert.NotEqual(Inputs(Target(name), 7), Inputs(Target(name), 8));
    }

    [Fact]
    public void A_planted_crash_is_found_shortened_written_and_replayed()
    {
        // The bug that a reader would have which believed the number of seconds in a bye.
        var canary = Target("message") with
        {
            Name = "canary",
            Run = input => MessageCodec.Decode(input.ToArray()) is Decoded.Refused { Fault: { Code: DecodeFaultCode.OutOfRange, Member: "retry_s" } }
                ? throw new OverflowException("planted")
                : FuzzAnswer.Accepted("harmless"),
        };
        var report = new FuzzLoop(canary, seed: 1).Run(100_000);
        Assert.NotNull(report.Crash);
        Assert.IsType<OverflowException>(report.Crash.Error);
        Assert.InRange(report.Crash.Input.Length, 30, 60);

        var directory = Directory.CreateTempSubdirectory("fuzz");
        try
        {
            var printed = new StringWriter(CultureInfo.InvariantCulture);
            report.Print(printed, new Arguments { Out = directory.FullName });
            var file = Assert.Single(directory.GetFiles("crash-canary-*"));
            Assert.Equal(report.Crash.Input, File.ReadAllBytes(file.FullName));
            Assert.Contains($"--target canary --replay {file.FullName}", printed.ToString(), StringComparison.Ordinal);
            Assert.Equal(
                (0, "message: refused: OutOfRange retry_s"), Run("--target", "message", "--replay", file.FullName));
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    [Fact]
    public void Runs_that_accept_or_refuse_hardly_anything_do_not_pass()
    {
        var target = Target("message");
        Assert.Equal(
            "hardly anything was accepted",
            new FuzzLoop(target with { Run = _ => FuzzAnswer.Refused("no") }, 1).Run(500).Lacks);
        Assert.Equal(
            "hardly anything was refused",
            new FuzzLoop(target with { Run = _ => FuzzAnswer.Accepted("yes") }, 1).Run(500).Lacks);
        var dull = new FuzzLoop(target with { Run = input => new FuzzAnswer(input.Length % 2 == 0, "same") }, 1).Run(10_000);
        Assert.Equal("2 kinds of answers; 60 are to be seen", dull.Lacks);
    }

    [Theory]
    [InlineData("--runs", "many")]
    [InlineData("--target", "nothing")]
    [InlineData("--replay")]
    [InlineData("--loudly")]
    [InlineData("--replay", "file")]
    public void Wrong_words_are_told(params string[] args) => Assert.Equal(2, Run(args).ExitCode);

    [Fact]
    public void A_run_prints_what_it_did()
    {
        var (exitCode, printed) = Run("--target", "console", "--runs", "300");
        Assert.Equal(0, exitCode);
        Assert.Contains("300 runs", printed, StringComparison.Ordinal);
        Assert.EndsWith("1 targets, 300 runs, 0 crashed, 0 saw too little", printed, StringComparison.Ordinal);
    }

    private static FuzzTarget Target(string name) => FuzzTargets.All.Single(target => target.Name == name);

    private static List<string> Inputs(FuzzTarget target, int seed)
    {
        var seen = new List<string>();
        FuzzRun run = input =>
        {
            seen.Add(Convert.ToHexString(input));
            return FuzzAnswer.Accepted("any");
        };
        new FuzzLoop(target with { Run = run }, seed).Run(target.Corpus.Length + 100);
        return seen;
    }

    private static (int ExitCode, string Printed) Run(params string[] args)
    {
        var printed = new StringWriter(CultureInfo.InvariantCulture);
        return (FuzzProgram.Run(args, printed), printed.ToString().TrimEnd());
    }
}
