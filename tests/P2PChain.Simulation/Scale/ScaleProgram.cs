namespace P2PChain.Simulation.Scale;

/// <summary>Measures networks of several sizes, and checks them against the targets.</summary>
/// <param name="arguments">The arguments.</param>
/// <param name="output">Told the progress, the tables and the missed targets.</param>
internal sealed class ScaleProgram(ScaleArguments arguments, TextWriter output)
{
    private readonly List<SpreadFigures> _spread = [];
    private readonly List<HealFigures> _heal = [];
    private readonly List<string> _missed = [];
    private readonly WholeMeasurements _whole = new(arguments.Seed, output);

    /// <returns>The process's exit code: 0 if every target is met.</returns>
    public int Run()
    {
        foreach (var size in arguments.Sizes)
        {
            if (arguments.Whole.Contains(size)) Spread($"{size} whole nodes", () => Whole(size));
            Spread($"the rules of {size} nodes", () => new RuleMeasurements(arguments.Seed).Spread(size));
        }
        foreach (var size in arguments.Cut)
        {
            var figures = Timed($"{size} nodes, cut and joined", () => _whole.Heal(size));
            _heal.Add(figures);
            _missed.AddRange(ScaleTargets.Missed(figures));
        }
        var tables = ScaleTables.Text(_spread, _heal);
        output.WriteLine(tables);
        if (arguments.Document is { } document)
        {
            File.WriteAllText(document, ScaleTables.Replaced(File.ReadAllText(document), tables));
            File.WriteAllText(Path.ChangeExtension(document, ".svg"), ScalePlot.Draw(_spread));
        }
        foreach (var missed in _missed) output.WriteLine("MISSED: " + missed);
        return _missed.Count == 0 ? 0 : 1;
    }

    private SpreadFigures Whole(int size) => WholeMeasurements.Spread(WholeNetwork.Found(size, arguments.Seed));

    private void Spread(string name, Func<SpreadFigures> measure)
    {
        var figures = Timed(name, measure);
        _spread.Add(figures);
        _missed.AddRange(ScaleTargets.Missed(figures));
    }

    private T Timed<T>(string name, Func<T> measure)
    {
        var before = Environment.CpuUsage.TotalTime;
        var figures = measure();
        var took = Environment.CpuUsage.TotalTime - before;
        output.WriteLine(FormattableString.Invariant(
            $"{name}: {took.TotalSeconds:F0} s of processor time, {Environment.WorkingSet >> 20} MiB"));
        GC.Collect();
        return figures;
    }
}
